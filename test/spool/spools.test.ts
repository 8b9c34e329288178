import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { limits } from "../../src/base/limits.ts";
import { SHADOWS } from "../../src/config/workers.ts";
import { realDisk } from "../../src/spool/disk.ts";
import {
  isLeft,
  listSpools,
  positionEntries,
  positionsOf,
  shadowShareOf,
  shareOf,
  spoolDirOf,
  spoolNameOf,
} from "../../src/spool/spools.ts";
import { tempDir } from "../support/temp-dir.ts";

it("gives the first worker the spool that a relay has alone", () => {
  expect([1, 2, 32].map(spoolNameOf)).toEqual(["spool", "spool.2", "spool.32"]);
  expect(spoolDirOf("/data", 2)).toBe("/data/spool.2");
});

it("has a spool of the shadows, which is a left one where there are none", () => {
  expect(spoolNameOf(SHADOWS)).toBe("spool.shadow");
  const writers = { workers: 1, hasShadows: true };
  expect([SHADOWS, 1, 2].map((worker) => isLeft(worker, writers))).toEqual([false, false, true]);
  expect(isLeft(SHADOWS, { ...writers, hasShadows: false })).toBe(true);
});

it("finds the spools of a data directory, and nothing else", async () => {
  const data = await tempDir();
  const beyond = spoolNameOf(limits.relayWorkersMax + 1);
  const names = ["spool.10", "spool.2", "spool", "spool.1", "spool.02", "spool.x", "store", beyond];
  for (const name of names) await mkdir(join(data, name));
  expect(await listSpools(data, realDisk)).toEqual([1, 2, 10]);
  await mkdir(join(data, "spool.shadow"));
  expect(await listSpools(data, realDisk)).toEqual([SHADOWS, 1, 2, 10]);
  expect(await listSpools(join(data, "none"), realDisk)).toEqual([]);
});

it("divides the bound so that all together keep it", () => {
  const alone = { workers: 1, hasShadows: false };
  expect(shareOf(100, { ...alone, workers: 3, others: 0 })).toBe(33);
  expect(shareOf(100, { ...alone, others: 3 })).toBe(25);
  expect(shareOf(100, { ...alone, hasShadows: true, others: 0 })).toBe(75);
  expect(shadowShareOf(100)).toBe(25);
});

it("keeps positions as JSON, in the order of the workers", () => {
  const positions = new Map([
    [2, { segment: 8, offset: 1 }],
    [1, { segment: 4, offset: 0 }],
  ]);
  const entries = positionEntries(positions);
  expect(entries.map(({ worker }) => worker)).toEqual([1, 2]);
  expect(positionsOf(JSON.parse(JSON.stringify(entries)))).toEqual(positions);
});
