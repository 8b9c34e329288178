import { open, truncate, writeFile } from "node:fs/promises";
import { describe, expect, it, onTestFinished } from "vitest";
import { newLinkId } from "../../src/base/ids.ts";
import type { TapEvent } from "../../src/observe/events.ts";
import { realDisk } from "../../src/spool/disk.ts";
import { openFollower } from "../../src/spool/follower.ts";
import type { SpoolPosition, SpoolRecord } from "../../src/spool/record.ts";
import { listSegments, segmentPath } from "../../src/spool/segment.ts";
import { createFaultyDisk } from "../support/faulty-disk.ts";
import { messageOf, openTestWriter, readAll, seqsOf } from "../support/spool.ts";
import { tempDir } from "../support/temp-dir.ts";

const linkId = newLinkId();
const much = { recordsMax: 1_000, bytesMax: 1_000_000, waitMs: 0 };
const patient = { ...much, waitMs: 10_000 };

function follow(dir: string, from: SpoolPosition | null = null, disk = realDisk) {
  const events: TapEvent[] = [];
  const follower = openFollower({ dir, from }, { disk, observe: (event) => events.push(event) });
  onTestFinished(follower.close);
  return { ...follower, events };
}

/** One run of a relay with these messages in segments of its own. */
async function spoolWith(dir: string, from: number, to: number): Promise<void> {
  const writer = await openTestWriter(dir, { segmentBytesMax: 400 });
  for (let seq = from; seq <= to; seq += 1) {
    writer.append(messageOf(linkId, seq));
    await writer.written();
  }
  await writer.close();
}

const range = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, i) => from + i);

describe("reading", () => {
  it("returns what is there, in parts as large as asked", async () => {
    const dir = await tempDir();
    await spoolWith(dir, 1, 20);
    const { read } = follow(dir);
    const all: SpoolRecord[] = [];
    for (let part = await read({ ...much, recordsMax: 3 }); part.records.length > 0; ) {
      expect(part.records.length).toBeLessThanOrEqual(3);
      all.push(...part.records);
      part = await read({ ...much, recordsMax: 3 });
    }
    expect(seqsOf(all, linkId)).toEqual(range(1, 20));
  });

  it("returns one record where even one is more than asked", async () => {
    const dir = await tempDir();
    await spoolWith(dir, 1, 2);
    const { records } = await follow(dir).read({ ...much, bytesMax: 1 });
    expect(records).toHaveLength(1);
  });

  it("goes on exactly where a committed position says", async () => {
    const dir = await tempDir();
    await spoolWith(dir, 1, 12);
    let position: SpoolPosition | null = null;
    const seqs: number[] = [];
    for (;;) {
      const part = await follow(dir, position).read({ ...much, recordsMax: 1 });
      if (part.records.length === 0 && part.position.segment === position?.segment) break;
      seqs.push(...seqsOf(part.records, linkId));
      position = part.position;
    }
    expect(seqs).toEqual(range(1, 12));
  });

  it("leaves payloads valid after later reads", async () => {
    const dir = await tempDir();
    await spoolWith(dir, 1, 20);
    const { read } = follow(dir);
    const first = (await read({ ...much, recordsMax: 2 })).records[1];
    while ((await read(much)).records.length > 0);
    expect(first).toMatchObject({ payload: Buffer.from('[2,"1","Heartbeat",{}]') });
  });

  it("resolves with nothing when the wait is over", async () => {
    const read = await follow(await tempDir()).read({ ...much, waitMs: 1 });
    expect(read).toEqual({ records: [], endOffsets: [], position: { segment: 0, offset: 0 } });
  });

  it("fails with the disk, and a later read returns what the failed one had found", async () => {
    const dir = await tempDir();
    await spoolWith(dir, 1, 20);
    const disk = createFaultyDisk();
    const { read } = follow(dir, null, disk);
    disk.readError = "EIO";
    await expect(read(much)).rejects.toMatchObject({ code: "EIO" });
    disk.readError = null;
    const { records } = await read({ ...much, recordsMax: 2 });
    expect(seqsOf(records, linkId)).toEqual([1]);
  });
});

describe("waiting", () => {
  it("ends within 50 ms of the write, also across a change of segments", async () => {
    const dir = await tempDir();
    const writer = await openTestWriter(dir, { segmentBytesMax: 600 });
    const { read } = follow(dir);
    await read(patient);
    const waits: number[] = [];
    for (const seq of range(1, 12)) {
      const reading = read(patient);
      await new Promise((resolve) => setImmediate(resolve));
      writer.append(messageOf(linkId, seq));
      await writer.written();
      const writtenMs = performance.now();
      expect(seqsOf((await reading).records, linkId)).toEqual([seq]);
      waits.push(performance.now() - writtenMs);
    }
    waits.sort((a, b) => a - b);
    expect(waits[6], "the median, on a machine that does other things too").toBeLessThan(50);
    expect((await listSegments(dir, realDisk)).length).toBeGreaterThan(1);
    await writer.close();
  });

  it("misses nothing that was added between the last look and the change of segments", async () => {
    const dir = await tempDir();
    const writer = await openTestWriter(dir, { segmentBytesMax: 600 });
    let last = 0;
    const writeMore = async () => {
      const to = last + 20;
      while (last < to) {
        last += 1;
        writer.append(messageOf(linkId, last));
        await writer.written();
      }
    };
    let onList: (() => Promise<void>) | null = null;
    const disk = {
      ...realDisk,
      async list(path: string) {
        await onList?.();
        return realDisk.list(path);
      },
    };
    const { read } = follow(dir, null, disk);
    await read(much);
    onList = async () => {
      onList = null;
      await writeMore();
    };
    const seqs: number[] = [];
    for (let part = await read(much); part.records.length > 0; part = await read(much)) {
      seqs.push(...seqsOf(part.records, linkId));
    }
    expect(seqs).toEqual(range(1, 20));
    expect((await listSegments(dir, realDisk)).length).toBeGreaterThan(1);
    await writer.close();
  });

  it("begins before the spool exists", async () => {
    const dir = await tempDir();
    const reading = follow(dir).read(patient);
    const writer = await openTestWriter(dir);
    expect((await reading).records).toMatchObject([{ kind: "note" }]);
    await writer.close();
  });

  it("ends at once when the follower is closed", async () => {
    const follower = follow(await tempDir());
    const reading = follower.read({ ...patient, waitMs: 1_000_000 });
    await follower.close();
    expect((await reading).records).toEqual([]);
    expect((await follower.read(patient)).records, "and so does every later one").toEqual([]);
  });
});

describe("damage", () => {
  async function flip(path: string, offset: number): Promise<void> {
    const file = await open(path, "r+");
    await file.write(Buffer.from([0xff]), 0, 1, offset);
    await file.close();
  }

  it("is told with its range, and what follows is delivered", async () => {
    const dir = await tempDir();
    const writer = await openTestWriter(dir);
    for (const seq of range(1, 5)) writer.append(messageOf(linkId, seq));
    await writer.close();
    const two = (await follow(dir).read({ ...much, recordsMax: 2 })).position;
    const three = (await follow(dir).read({ ...much, recordsMax: 3 })).position;
    await flip(segmentPath(dir, 2), two.offset + 20);
    const { read, events } = follow(dir);
    const { records, damaged } = await read(much);
    const expected = { ...two, bytes: three.offset - two.offset };
    expect(seqsOf(records, linkId)).toEqual([1, 3, 4, 5]);
    expect(damaged).toEqual([expected]);
    expect(events).toEqual([{ name: "spoolDamaged", ...expected }]);
  });

  it("at the torn end of a run is told once the next run has begun", async () => {
    const dir = await tempDir();
    const writer = await openTestWriter(dir);
    for (const seq of range(1, 5)) writer.append(messageOf(linkId, seq));
    await writer.close();
    const size = await realDisk.sizeOf(segmentPath(dir, 2));
    await truncate(segmentPath(dir, 2), size - 3);
    const { read } = follow(dir);
    expect(seqsOf((await read(much)).records, linkId)).toEqual([1, 2, 3, 4]);
    expect((await read(much)).damaged).toBeUndefined();
    const next = await openTestWriter(dir);
    next.append(messageOf(linkId, 6));
    await next.close();
    const { records, damaged } = await read(much);
    expect(damaged).toMatchObject([{ segment: 2 }]);
    const rest = seqsOf([...records, ...(await read(much)).records], linkId);
    expect(rest).toEqual([6]);
  });

  it("does not deliver zeros that a power failure left", async () => {
    const dir = await tempDir();
    await spoolWith(dir, 1, 1);
    const path = segmentPath(dir, 2);
    const size = await realDisk.sizeOf(path);
    await truncate(path, size + 5_000);
    await spoolWith(dir, 2, 2);
    const { records, damagedBytes } = await readAll(dir);
    expect(seqsOf(records, linkId)).toEqual([1, 2]);
    expect(damagedBytes).toBe(5_000);
  });
});

describe("segments that are gone", () => {
  it("are skipped to the next that exists, and that is said", async () => {
    const dir = await tempDir();
    await spoolWith(dir, 1, 20);
    const segments = await listSegments(dir, realDisk);
    const { position } = await follow(dir).read({ ...much, recordsMax: 2 });
    await realDisk.unlink(segmentPath(dir, 2));
    const { records, missed } = await readAll(dir, position);
    expect(missed).toEqual([{ segment: 2, next: segments[1] }]);
    expect(seqsOf(records, linkId)[0]).toBeGreaterThan(2);
    expect(seqsOf(records, linkId).at(-1)).toBe(20);
  });

  it("while they are open are read to their end", async () => {
    const dir = await tempDir();
    await spoolWith(dir, 1, 20);
    const { read } = follow(dir);
    const all = [...(await read({ ...much, recordsMax: 1 })).records];
    await realDisk.unlink(segmentPath(dir, 2));
    for (let part = await read(much); part.records.length > 0; part = await read(much)) {
      all.push(...part.records);
      expect(part.missed).toBeUndefined();
    }
    expect(seqsOf(all, linkId)).toEqual(range(1, 20));
  });

  it("with the whole spool: a follower of the old one begins the new one", async () => {
    const dir = await tempDir();
    await spoolWith(dir, 1, 3);
    const { records, missed } = await readAll(dir, { segment: 900, offset: 4_000 });
    expect(seqsOf(records, linkId)).toEqual([1, 2, 3]);
    expect(missed).toEqual([{ segment: 900, next: 2 }]);
  });
});

it("stops at a segment of an unknown format version, naming it", async () => {
  const dir = await tempDir();
  await spoolWith(dir, 1, 1);
  const { encodeHeader } = await import("../../src/spool/format.ts");
  const header = { segment: 90, createdAtUs: 0, relayRun: linkId, marker: 1, seed: 1 };
  await writeFile(segmentPath(dir, 90), encodeHeader({ ...header, version: 9 }));
  const { read } = follow(dir);
  expect(seqsOf((await read(much)).records, linkId)).toEqual([1]);
  await expect(read(much)).rejects.toMatchObject({ code: "SPOOL_FORMAT_UNKNOWN" });
});
