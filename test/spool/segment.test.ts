import { readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { newLinkId } from "../../src/base/ids.ts";
import { readStart, realDisk } from "../../src/spool/disk.ts";
import { decodeHeader, HEADER_BYTES } from "../../src/spool/format.ts";
import {
  isRemnant,
  listSegments,
  nextSegment,
  prepareSegment,
  publishSegment,
  removePrepared,
  segmentPath,
} from "../../src/spool/segment.ts";
import { createFaultyDisk } from "../support/faulty-disk.ts";
import { tempDir } from "../support/temp-dir.ts";

const wantedIn = (dir: string, number = 4) => ({
  dir,
  number,
  key: { marker: 1, seed: 2 },
  relayRun: newLinkId(),
  createdAtUs: 5,
});

it("lists segments in the order of their numbers and nothing else", async () => {
  const dir = await tempDir();
  for (const name of [
    "x",
    "1.seg",
    "000000000010.seg",
    "000000000009.seg",
    "000000000012.seg.tmp",
  ]) {
    await writeFile(join(dir, name), "");
  }
  expect(await listSegments(dir, realDisk)).toEqual([9, 10]);
  expect(await listSegments(join(dir, "absent"), realDisk)).toEqual([]);
});

it("pads names so that they sort as their numbers do", () => {
  expect(segmentPath("/spool", 42)).toBe("/spool/000000000042.seg");
});

it("numbers a new segment above everything that exists or was ever read", () => {
  expect(nextSegment([], [])).toBe(2);
  expect(nextSegment([2, 4], [])).toBe(6);
  expect(nextSegment([2, 5], [null])).toBe(6);
  expect(nextSegment([2], [{ segment: 90, offset: 1 }])).toBe(92);
  expect(isRemnant(nextSegment([7], []))).toBe(false);
});

it("is invisible until it is published, with a header that is on the disk by then", async () => {
  const dir = await tempDir();
  const disk = createFaultyDisk();
  const segment = await prepareSegment(wantedIn(dir), disk);
  expect(disk.counts.syncs).toBe(1);
  expect(segment.bytes).toBe(HEADER_BYTES);
  expect(await listSegments(dir, disk)).toEqual([]);
  await publishSegment({ dir, number: 4 }, disk);
  await segment.file.close();
  expect(await listSegments(dir, disk)).toEqual([4]);
  const file = await realDisk.openToRead(segmentPath(dir, 4));
  expect(decodeHeader(await readStart(file, 1000))?.segment).toBe(4);
  await file.close();
});

it("removes what an earlier writer prepared and did not use", async () => {
  const dir = await tempDir();
  await (await prepareSegment(wantedIn(dir, 4), realDisk)).file.close();
  await removePrepared(dir, realDisk);
  expect(await readdir(dir)).toEqual([]);
});

it("cannot be prepared on a full disk, and says so", async () => {
  const disk = createFaultyDisk();
  disk.bytesLeft = 10;
  const dir = await tempDir();
  await expect(prepareSegment(wantedIn(dir), disk)).rejects.toMatchObject({ code: "ENOSPC" });
});
