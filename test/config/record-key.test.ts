import { readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { createHashToken, openRecordKey } from "../../src/config/record-key.ts";
import { tempDir } from "../support/temp-dir.ts";

it("makes its file once, for its owner only, whoever comes first", async () => {
  const data = join(await tempDir(), "data");
  const keys = await Promise.all([1, 2, 3, 4].map(() => openRecordKey({ data, record: {} })));
  const spool = keys.map((key) => key.keyFor("spool").toString("hex"));
  expect(new Set(spool).size).toBe(1);
  expect(spool[0]).toHaveLength(64);
  expect(spool[0]).not.toBe(keys[0]?.keyFor("idToken").toString("hex"));
  expect((await stat(join(data, "record.key"))).mode & 0o777).toBe(0o600);
  const again = await openRecordKey({ data, record: {} });
  expect(again.keyFor("spool").toString("hex")).toBe(spool[0]);
});

it("a key file of one's own must be there, and long enough", async () => {
  const data = await tempDir();
  const keyFile = join(data, "own");
  const open = () => openRecordKey({ data, record: { keyFile } });
  await expect(open()).rejects.toMatchObject({ code: "RECORD_KEY_UNUSABLE" });
  await writeFile(keyFile, "short");
  await expect(open()).rejects.toMatchObject({ code: "RECORD_KEY_UNUSABLE" });
  await writeFile(keyFile, "x".repeat(32));
  expect((await open()).keyFor("spool")).toHaveLength(32);
  await expect(readFile(join(data, "record.key"))).rejects.toMatchObject({ code: "ENOENT" });
});

it("hashes a token in any case alike, as an idTag that is valid, and a hash not again", async () => {
  const hash = createHashToken(await openRecordKey({ data: await tempDir(), record: {} }));
  expect(hash("04a2B3")).toMatch(/^h:[0-9a-f]{16}$/);
  expect(hash("04A2B3")).toBe(hash("04a2b3"));
  expect(hash("04A2B4")).not.toBe(hash("04A2B3"));
  expect(hash("x".repeat(30))).toHaveLength(30);
  expect(hash(hash("04A2B3"))).toBe(hash("04A2B3"));
});
