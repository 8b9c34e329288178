import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { configSchema } from "../../src/config/schema.ts";
import { openStateStore } from "../../src/fleet/open-state-store.ts";
import { tempDir } from "../support/temp-dir.ts";

const PLANTED = "planted-password-1";
const upstream = { password: PLANTED, passwordBefore: { password: null }, activeSlot: 1 };

it("documents with credentials cannot be read in the file, and all through the store", async () => {
  const data = await tempDir();
  const place = { data, redis: configSchema.parse({}).redis };
  const open = (fill: number) => {
    const metrics = { measure: () => undefined };
    const stateKey = Buffer.alloc(32, fill);
    return openStateStore(place, { observe: () => undefined, metrics, stateKey });
  };
  const documents = [
    { key: "station", value: { boots: 1 } },
    { key: "upstream", value: upstream },
  ];
  const first = await open(1);
  await (await first.open("CP-1")).write(documents);
  await first.close();
  let all = "";
  for (const name of await readdir(join(data, "state"))) {
    all += await readFile(join(data, "state", name), "latin1");
  }
  expect(all).toContain("boots");
  expect(all).toContain("sealed");
  expect(all).not.toContain(PLANTED);

  const second = await open(1);
  const read = await second.open("CP-1");
  expect([...read.documents].sort((a, b) => a.key.localeCompare(b.key))).toEqual(documents);
  await second.close();
  const other = await open(2);
  await expect(other.open("CP-1")).rejects.toMatchObject({ code: "STATE_DAMAGED" });
  await other.close();
});
