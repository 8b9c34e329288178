import { describe, expect, it } from "vitest";
import { type LinkId, newLinkId } from "../../src/base/ids.ts";
import type { TapEvent } from "../../src/observe/events.ts";
import { type Disk, realDisk, writeWhole } from "../../src/spool/disk.ts";
import { createRecordEncoder } from "../../src/spool/encode.ts";
import { HEADER_BYTES } from "../../src/spool/format.ts";
import { commitPosition } from "../../src/spool/ledger.ts";
import type { SpoolRecord } from "../../src/spool/record.ts";
import { failureOf, openRetention } from "../../src/spool/retention.ts";
import {
  listSegments,
  prepareSegment,
  publishSegment,
  segmentPath,
} from "../../src/spool/segment.ts";
import { createFaultyDisk } from "../support/faulty-disk.ts";
import { lifeOf, messageOf, openedOf, readAll, steppingClock } from "../support/spool.ts";
import { tempDir } from "../support/temp-dir.ts";

const key = { marker: 0x8a1b2c3d, seed: 3 };
const relayRun = newLinkId();
const linkId = newLinkId();

/** A segment with these records; where each of them begins, and its size at the end. */
async function putSegment(dir: string, number: number, records: readonly SpoolRecord[]) {
  const segment = await prepareSegment({ dir, number, key, relayRun, createdAtUs: 0 }, realDisk);
  const encoder = createRecordEncoder(key);
  const offsets = [HEADER_BYTES];
  for (const record of records) {
    const bytes = Buffer.alloc(encoder.measure(record));
    encoder.put(bytes, 0);
    await writeWhole(segment.file, bytes, segment.bytes);
    segment.bytes += bytes.length;
    offsets.push(segment.bytes);
  }
  await segment.file.close();
  await publishSegment({ dir, number }, realDisk);
  return offsets;
}

const messages = (from: number, to: number, link: LinkId = linkId) =>
  Array.from({ length: to - from + 1 }, (_, i) => messageOf(link, from + i));

async function retentionIn(dir: string, bytesMax: number, disk: Disk = realDisk) {
  const events: TapEvent[] = [];
  const observe = (event: TapEvent) => events.push(event);
  const deps = { clock: steppingClock(), observe, disk };
  const retention = await openRetention({ dir, bytesMax, key, relayRun }, deps);
  return { ...retention, events };
}

const plenty = 1_000_000;

/** What must be under way in the current segment for one byte to be too many. */
async function oneTooMany(dir: string): Promise<() => number> {
  let writing = plenty + 1;
  for (const segment of await listSegments(dir, realDisk)) {
    writing -= await realDisk.sizeOf(segmentPath(dir, segment));
  }
  return () => writing;
}

describe("what consumers have read", () => {
  it("is deleted when every one of them has", async () => {
    const dir = await tempDir();
    for (const number of [2, 4, 6]) await putSegment(dir, number, messages(1, 2));
    const { tidy, events } = await retentionIn(dir, plenty);
    await commitPosition({ dir, consumer: "fast" }, { segment: 6, offset: 128 }, realDisk);
    await commitPosition({ dir, consumer: "slow" }, { segment: 4, offset: 128 }, realDisk);
    await tidy(() => 0);
    expect(await listSegments(dir, realDisk)).toEqual([4, 6]);
    expect(events).toEqual([]);
  });

  it("is nothing while there is no consumer", async () => {
    const dir = await tempDir();
    for (const number of [2, 4]) await putSegment(dir, number, messages(1, 2));
    const { tidy } = await retentionIn(dir, plenty);
    await tidy(() => 0);
    expect(await listSegments(dir, realDisk)).toEqual([2, 4]);
  });
});

describe("too many bytes", () => {
  it("cost the oldest segment; its openings and exact gaps stay in its place", async () => {
    const dir = await tempDir();
    await putSegment(dir, 2, [openedOf(linkId), ...messages(1, 3)]);
    await putSegment(dir, 4, messages(4, 6));
    const { tidy, events } = await retentionIn(dir, plenty);
    await tidy(await oneTooMany(dir));
    const { records } = await readAll(dir);
    expect(lifeOf(records, linkId)).toEqual(["link-opened", "1-3 segment-dropped", "4", "5", "6"]);
    expect(events).toEqual([{ name: "segmentDropped", segment: 2, messages: 3 }]);
  });

  it("count what the slowest consumer had not read, and only that", async () => {
    const dir = await tempDir();
    const offsets = await putSegment(dir, 2, messages(1, 5));
    await putSegment(dir, 4, messages(6, 7));
    const position = { segment: 2, offset: offsets[2] ?? 0 };
    await commitPosition({ dir, consumer: "slow" }, position, realDisk);
    await commitPosition({ dir, consumer: "fast" }, { segment: 4, offset: 128 }, realDisk);
    const { tidy, events } = await retentionIn(dir, plenty);
    await tidy(await oneTooMany(dir));
    const { records, missed } = await readAll(dir, position);
    expect(lifeOf(records, linkId)).toEqual(["3-5 segment-dropped", "6", "7"]);
    expect(missed).toEqual([{ segment: 2, next: 3 }]);
    expect(events).toEqual([{ name: "segmentDropped", segment: 2, messages: 3 }]);
    const fast = await readAll(dir, { segment: 4, offset: 128 });
    expect(lifeOf(fast.records, linkId)).toEqual(["6", "7"]);
  });

  it("of drop after drop join into one gap per link, however long nobody reads", async () => {
    const dir = await tempDir();
    for (let i = 0; i < 6; i += 1) {
      await putSegment(dir, 2 + 2 * i, messages(10 * i + 1, 10 * i + 10));
    }
    const { tidy } = await retentionIn(dir, 1);
    await tidy(() => 0);
    expect(await listSegments(dir, realDisk)).toEqual([13]);
    const { records } = await readAll(dir);
    expect(lifeOf(records, linkId)).toEqual(["1-60 segment-dropped"]);
  });

  it("leave nothing behind where all of it had been read", async () => {
    const dir = await tempDir();
    const offsets = await putSegment(dir, 2, messages(1, 5));
    await putSegment(dir, 4, messages(6, 7));
    const end = { segment: 2, offset: offsets.at(-1) ?? 0 };
    await commitPosition({ dir, consumer: "slow" }, end, realDisk);
    const { tidy } = await retentionIn(dir, plenty);
    await tidy(await oneTooMany(dir));
    expect(await listSegments(dir, realDisk)).toEqual([4]);
    expect(lifeOf((await readAll(dir, end)).records, linkId)).toEqual(["6", "7"]);
  });

  it("never cost the segment being written", async () => {
    const dir = await tempDir();
    const { tidy, events } = await retentionIn(dir, 1_000);
    await putSegment(dir, 2, messages(1, 5));
    await tidy(() => 5_000);
    expect(await listSegments(dir, realDisk)).toEqual([2]);
    expect(events).toEqual([]);
  });

  it("do not stop at a segment that cannot be read: it goes, and its bytes are told", async () => {
    const dir = await tempDir();
    await putSegment(dir, 2, messages(1, 5));
    const disk = createFaultyDisk();
    const { tidy, events } = await retentionIn(dir, 1, disk);
    disk.readError = "EIO";
    await tidy(() => 0);
    expect(await listSegments(dir, realDisk)).toEqual([]);
    expect(events).toEqual([
      { name: "spoolDamaged", segment: 2, offset: 0, bytes: expect.any(Number) },
      { name: "segmentDropped", segment: 2, messages: 0 },
    ]);
  });
});

describe("a drop that was interrupted", () => {
  it("is finished: nothing that its remains already tell of is read again", async () => {
    const dir = await tempDir();
    await putSegment(dir, 2, messages(1, 3));
    await putSegment(dir, 4, messages(4, 6));
    const disk = createFaultyDisk();
    const interrupted = await retentionIn(dir, plenty, disk);
    const writing = await oneTooMany(dir);
    disk.unlinkError = "EIO";
    await interrupted.tidy(writing);
    await interrupted.tidy(writing);
    expect(interrupted.events).toEqual([
      { name: "spoolWriteFailed", code: "EIO", problem: "EIO: on order" },
    ]);
    expect(await listSegments(dir, realDisk)).toEqual([2, 3, 4]);
    const { tidy } = await retentionIn(dir, plenty);
    await tidy(() => 0);
    expect(lifeOf((await readAll(dir)).records, linkId)).toEqual([
      "1-3 segment-dropped",
      "4",
      "5",
      "6",
    ]);
  });

  it("by a full disk leaves everything as it was", async () => {
    const dir = await tempDir();
    await putSegment(dir, 2, messages(1, 3));
    const disk = createFaultyDisk();
    const { tidy } = await retentionIn(dir, 1, disk);
    disk.bytesLeft = 100;
    await tidy(() => 0);
    expect(lifeOf((await readAll(dir)).records, linkId)).toEqual(["1", "2", "3"]);
    disk.bytesLeft = plenty;
    await tidy(() => 0);
    expect(lifeOf((await readAll(dir)).records, linkId)).toEqual(["1-3 segment-dropped"]);
  });
});

it("a failure is told with the system's code", () => {
  const problem = Object.assign(new Error("no space left"), { code: "ENOSPC" });
  expect(failureOf(problem)).toEqual({
    name: "spoolWriteFailed",
    code: "ENOSPC",
    problem: "no space left",
  });
});
