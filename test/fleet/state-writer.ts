/**
 * A process that owns a name and writes to it as fast as it can: three documents with the same
 * number at a time, several writes at once. It tells which number is stored.
 */
import { OperationalError } from "../../src/base/errors.ts";
import { openStateStore } from "../../src/fleet/open-state-store.ts";
import type { WriterMessage } from "./state-worlds.ts";

const [place = "", name = ""] = process.argv.slice(2);
const WRITES_AT_ONCE = 4;

function tell(message: WriterMessage): void {
  process.send?.(message);
}

const store = await openStateStore(JSON.parse(place), {
  observe: () => undefined,
  metrics: { measure: () => undefined },
  stateKey: null,
});
const state = await store.open(name);
let number = Number(state.documents.find(({ key }) => key === "one")?.value ?? 0);
let isOver = false;

async function writeOn(): Promise<void> {
  while (!isOver) {
    number += 1;
    const mine = number;
    const writes = ["one", "two", `made/${mine % 50}`].map((key) => ({ key, value: mine }));
    await state.write([...writes, { key: `made/${(mine + 25) % 50}`, value: null }]);
    tell({ kind: "stored", number: mine });
  }
}

try {
  await Promise.all(Array.from({ length: WRITES_AT_ONCE }, writeOn));
} catch (thrown) {
  isOver = true;
  tell({ kind: "rejected", code: thrown instanceof OperationalError ? thrown.code : "bug" });
  await store.close();
  process.disconnect();
}
