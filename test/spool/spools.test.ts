import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { limits } from "../../src/base/limits.ts";
import { realDisk } from "../../src/spool/disk.ts";
import {
  listSpools,
  positionEntries,
  positionsOf,
  shareOf,
  spoolDirOf,
  spoolNameOf,
} from "../../src/spool/spools.ts";
import { tempDir } from "../support/temp-dir.ts";

it("gives the first worker the spool that a relay has alone", () => {
  expect([1, 2, 32].map(spoolNameOf)).toEqual(["spool", "spool.2", "spool.32"]);
  expect(spoolDirOf("/data", 2)).toBe("/data/spool.2");
});

it("finds the spools of a data directory, and nothing else", async () => {
  const data = await tempDir();
  const beyond = spoolNameOf(limits.relayWorkersMax + 1);
  const names = ["spool.10", "spool.2", "spool", "spool.1", "spool.02", "spool.x", "store", beyond];
  for (const name of names) await mkdir(join(data, name));
  expect(await listSpools(data, realDisk)).toEqual([1, 2, 10]);
  expect(await listSpools(join(data, "none"), realDisk)).toEqual([]);
});

it("divides the bound so that all together keep it", () => {
  expect(shareOf(100, { workers: 3, others: 0 })).toBe(33);
  expect(shareOf(100, { workers: 1, others: 3 })).toBe(25);
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
