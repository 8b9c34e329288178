/** Records → the recorder's intake, with every rule and with secrets hidden: what must come of them. */
import { ok } from "node:assert/strict";
import { createRedact } from "../../src/exchange/redact.ts";
import { rules } from "../../src/findings/catalogue.ts";
import type { TapEvent } from "../../src/observe/events.ts";
import { createIntake } from "../../src/recorder/intake.ts";
import type { SpoolRecord } from "../../src/spool/record.ts";

const redact = createRedact({ names: ["keycode"], hashToken: () => "h:0123456789abcdef" });

/** Later than any record, so that whatever waits is timed out. Unit: µs. */
const END_US = 1_800_000_000_000_000;

/** No fault of ours on the way, and a row for each message. */
export function checkRecorded(records: readonly SpoolRecord[]): void {
  const bugs: TapEvent[] = [];
  const intake = createIntake(
    { instance: "test", exchangeTimeoutMs: 30_000 },
    {
      observe: (event) => void (event.name === "bug" && bugs.push(event)),
      publish: () => undefined,
      rules,
      redact,
    },
  );
  for (const record of records) intake.take(record);
  intake.tick(END_US);
  const inserts = intake.takeBatch().freeze("t");
  ok(bugs.length === 0, JSON.stringify(bugs[0]));
  const messages = records.filter(({ kind }) => kind === "message").length;
  const rows = inserts.find(({ table }) => table === "messages")?.rows ?? 0;
  ok(rows === messages, `${messages} messages made ${rows} rows`);
}
