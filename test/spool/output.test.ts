import { expect, it } from "vitest";
import { newLinkId } from "../../src/base/ids.ts";
import { HEADER_BYTES } from "../../src/spool/format.ts";
import { createOutput, type OutputConfig } from "../../src/spool/output.ts";
import { listSegments, segmentPath } from "../../src/spool/segment.ts";
import { createFaultyDisk, type FaultyDisk } from "../support/faulty-disk.ts";
import { steppingClock } from "../support/spool.ts";
import { tempDir } from "../support/temp-dir.ts";
import { until } from "../support/until.ts";

async function outputIn(disk: FaultyDisk, extra: Partial<OutputConfig> = {}) {
  const dir = await tempDir();
  const sealed: number[] = [];
  const synced: unknown[] = [];
  const output = createOutput(
    {
      dir,
      segmentBytesMax: 1000,
      fsyncMs: 60_000,
      key: { marker: 1, seed: 2 },
      relayRun: newLinkId(),
      firstNumber: 2,
      ...extra,
    },
    {
      clock: steppingClock(),
      disk,
      sealed: (segment) => sealed.push(segment),
      synced: (problem) => synced.push(problem),
    },
  );
  const write = (length: number, isAtBoundary = true) =>
    output.write({ buffer: Buffer.alloc(length), from: 0, length }, isAtBoundary);
  return { dir, output, write, sealed, synced };
}

it("goes on to the next segment before the current one exceeds its bound", async () => {
  const disk = createFaultyDisk();
  const { dir, output, write, sealed } = await outputIn(disk);
  await write(600);
  await until(() => disk.counts.syncs === 2, "the next segment is prepared ahead");
  await write(300);
  await write(200);
  expect(sealed).toEqual([2]);
  expect(await disk.sizeOf(segmentPath(dir, 2))).toBe(HEADER_BYTES + 600);
  await output.close();
  expect(await disk.sizeOf(segmentPath(dir, 4))).toBe(HEADER_BYTES + 500);
});

it("never changes over in the middle of a record", async () => {
  const { output, write, sealed } = await outputIn(createFaultyDisk());
  await write(900);
  await write(300, false);
  expect(sealed).toEqual([]);
  await output.close();
});

it("goes on in the current segment while the next one is not ready", async () => {
  const disk = createFaultyDisk();
  const { dir, output, write, sealed } = await outputIn(disk);
  await write(300);
  disk.createError = "EMFILE";
  expect(await write(600)).toBe(600);
  expect(await write(600)).toBe(600);
  expect(sealed).toEqual([]);
  await write(600);
  await expect(write(100), "but not without end").rejects.toMatchObject({ code: "EMFILE" });
  disk.createError = null;
  await write(100);
  expect(sealed).toEqual([2]);
  await output.close();
  expect(await listSegments(dir, disk)).toEqual([2, 4]);
});

it("gives a record larger than a segment a segment of its own", async () => {
  const { dir, output, write, sealed } = await outputIn(createFaultyDisk());
  await write(5000);
  await write(5000);
  expect(sealed).toEqual([2]);
  await output.close();
  expect(await createFaultyDisk().sizeOf(segmentPath(dir, 4))).toBe(HEADER_BYTES + 5000);
});

it("syncs once per interval, and what is left when it is closed", async () => {
  const disk = createFaultyDisk();
  const { output, write } = await outputIn(disk, { fsyncMs: 20 });
  await write(10);
  const headers = disk.counts.syncs;
  await write(10);
  await until(() => disk.counts.syncs === headers + 1, "the interval's sync");
  await write(10);
  await output.close();
  expect(disk.counts.syncs).toBe(headers + 2);
});

it("syncs after every write when the interval is 0", async () => {
  const disk = createFaultyDisk();
  const { output, write } = await outputIn(disk, { fsyncMs: 0 });
  await write(10);
  await until(() => disk.counts.syncs === 2, "header and first write");
  await write(10);
  await until(() => disk.counts.syncs === 3, "second write");
  await output.close();
});

it("tells of a sync that fails, tries again, and goes on writing", async () => {
  const disk = createFaultyDisk();
  const { output, write, synced } = await outputIn(disk, { fsyncMs: 1 });
  await write(10);
  disk.syncError = "EIO";
  await until(() => synced.length > 0 && synced.at(-1) !== null, "the failure is told");
  expect(synced.at(-1)).toMatchObject({ code: "EIO" });
  expect(await write(10)).toBe(10);
  disk.syncError = null;
  await until(() => synced.at(-1) === null, "the next sync succeeds");
  await output.close();
});
