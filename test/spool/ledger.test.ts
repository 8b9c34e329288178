import { mkdir, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { limits } from "../../src/base/limits.ts";
import { realDisk } from "../../src/spool/disk.ts";
import { commitPosition, readPosition, readPositions, slowestOf } from "../../src/spool/ledger.ts";
import { createFaultyDisk } from "../support/faulty-disk.ts";
import { tempDir } from "../support/temp-dir.ts";

it("remembers the last committed position of each consumer", async () => {
  const dir = await tempDir();
  await commitPosition({ dir, consumer: "recorder" }, { segment: 4, offset: 128 }, realDisk);
  await commitPosition({ dir, consumer: "recorder" }, { segment: 6, offset: 500 }, realDisk);
  await commitPosition({ dir, consumer: "other" }, { segment: 2, offset: 9 }, realDisk);
  expect(await readPosition({ dir, consumer: "recorder" }, realDisk)).toEqual({
    segment: 6,
    offset: 500,
  });
  const all = await readPositions(dir, realDisk);
  expect(all).toHaveLength(2);
  expect(slowestOf(all)).toEqual({ segment: 2, offset: 9 });
  expect(await readdir(join(dir, "consumers"))).toHaveLength(2);
});

it("knows of nobody where nobody committed", async () => {
  const dir = await tempDir();
  expect(await readPositions(dir, realDisk)).toEqual([]);
  expect(slowestOf([])).toBeNull();
  expect(await readPosition({ dir, consumer: "recorder" }, realDisk)).toBeNull();
});

it.each([
  "",
  "{",
  "[]",
  "null",
  '{"segment":1}',
  '{"segment":"1","offset":2}',
  '{"segment":-1,"offset":2}',
])("takes the unreadable position %j for nothing consumed", async (text) => {
  const dir = await tempDir();
  await commitPosition({ dir, consumer: "good" }, { segment: 4, offset: 128 }, realDisk);
  await writeFile(join(dir, "consumers", "bad.json"), text);
  const all = await readPositions(dir, realDisk);
  expect(all).toContainEqual({ consumer: "bad", position: null });
  expect(slowestOf(all)).toBeNull();
});

it("compares positions by segment, then by offset", () => {
  const at = (segment: number, offset: number) => ({
    consumer: `${segment}-${offset}`,
    position: { segment, offset },
  });
  expect(slowestOf([at(4, 900), at(6, 128), at(4, 300)])).toEqual({ segment: 4, offset: 300 });
});

it("leaves the old position whole when writing the new one fails", async () => {
  const dir = await tempDir();
  const disk = createFaultyDisk();
  await commitPosition({ dir, consumer: "recorder" }, { segment: 4, offset: 128 }, disk);
  disk.bytesLeft = 5;
  await expect(
    commitPosition({ dir, consumer: "recorder" }, { segment: 6, offset: 128 }, disk),
  ).rejects.toMatchObject({ code: "ENOSPC" });
  expect(slowestOf(await readPositions(dir, disk))).toEqual({ segment: 4, offset: 128 });
});

it("keeps everything when there are more consumers than it looks at", async () => {
  const dir = await tempDir();
  await mkdir(join(dir, "consumers"));
  for (let i = 0; i <= limits.spoolConsumersMax; i += 1) {
    await writeFile(join(dir, "consumers", `c${i}.json`), '{"segment":9,"offset":1}');
  }
  expect(slowestOf(await readPositions(dir, realDisk))).toBeNull();
});

it("refuses a name that could leave the directory", async () => {
  const dir = await tempDir();
  await expect(
    commitPosition({ dir, consumer: "../x" }, { segment: 1, offset: 1 }, realDisk),
  ).rejects.toThrow("plain word");
});
