import { execFile } from "node:child_process";
import { chmod, mkdir, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, it, onTestFinished } from "vitest";
import { newLinkId } from "../../src/base/ids.ts";
import type { TapEvent } from "../../src/observe/events.ts";
import { realDisk } from "../../src/spool/disk.ts";
import { commitPosition } from "../../src/spool/ledger.ts";
import { listSegments } from "../../src/spool/segment.ts";
import { createFaultyDisk } from "../support/faulty-disk.ts";
import {
  closedOf,
  lifeOf,
  messageOf,
  openedOf,
  openTestWriter,
  readAll,
  seqsOf,
} from "../support/spool.ts";
import { tempDir } from "../support/temp-dir.ts";
import { until } from "../support/until.ts";

const linkId = newLinkId();
const KiB = 1024;
const oneToTen = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10];
const kilobyte = (seq: number) => messageOf(linkId, seq, { payload: Buffer.alloc(KiB, "x") });

/** As the metric counts them. */
function droppedIn(events: readonly TapEvent[]): number {
  return events.reduce(
    (sum, event) => (event.name === "spoolMessagesDropped" ? sum + event.messages : sum),
    0,
  );
}

describe("appending", () => {
  it("writes everything in order, after the note that a relay run began", async () => {
    const dir = await tempDir();
    const writer = await openTestWriter(dir);
    writer.append(openedOf(linkId));
    for (const seq of oneToTen) expect(writer.append(messageOf(linkId, seq))).toBe(true);
    writer.append(closedOf(linkId, 10));
    await writer.close();
    const { records, damagedBytes } = await readAll(dir);
    expect(records[0]).toMatchObject({ kind: "note", body: { note: "relay-started" } });
    expect(lifeOf(records, linkId)).toEqual([
      "link-opened",
      ...oneToTen.map(String),
      "link-closed",
    ]);
    expect(damagedBytes).toBe(0);
    expect(writer.append(messageOf(linkId, 11)), "after the close").toBe(false);
  });

  it("keeps nothing of the record by reference", async () => {
    const dir = await tempDir();
    const writer = await openTestWriter(dir);
    const payload = Buffer.from("as received");
    writer.append(messageOf(linkId, 1, { payload }));
    payload.fill("!");
    await writer.close();
    const { records } = await readAll(dir);
    expect(records.at(-1)).toMatchObject({ payload: Buffer.from("as received") });
  });

  it("gathers one turn's records into one write, and the next turn's behind it", async () => {
    const disk = createFaultyDisk();
    const writer = await openTestWriter(await tempDir(), {}, disk);
    const before = disk.counts.writes;
    disk.hold();
    for (const seq of oneToTen) writer.append(messageOf(linkId, seq));
    await until(() => disk.waitingWrites() === 1, "the first group is handed over");
    for (const seq of oneToTen) writer.append(messageOf(linkId, 10 + seq));
    await new Promise((resolve) => setImmediate(resolve));
    expect(disk.waitingWrites(), "one write at a time").toBe(1);
    disk.release();
    await writer.written();
    expect(disk.counts.writes - before).toBe(2);
    await writer.close();
  });

  it("of a record larger than everything pooled works as well", async () => {
    const dir = await tempDir();
    const writer = await openTestWriter(dir, { bufferBytesMax: 8192 * KiB });
    const payload = Buffer.alloc(3000 * KiB, "x");
    writer.append(messageOf(linkId, 1));
    writer.append(messageOf(linkId, 2, { payload }));
    writer.append(messageOf(linkId, 3));
    await writer.close();
    const { records } = await readAll(dir);
    expect(seqsOf(records, linkId)).toEqual([1, 2, 3]);
    expect(records.at(-2)).toMatchObject({ payload });
  });

  it("never throws, even for what cannot be encoded: that is told as a bug", async () => {
    const writer = await openTestWriter(await tempDir());
    const broken = { ...messageOf(linkId, 1), linkId: null } as never;
    expect(writer.append(broken)).toBe(false);
    expect(writer.append(messageOf(linkId, 1))).toBe(true);
    expect(writer.events).toMatchObject([{ name: "bug", where: "spool append" }]);
    await writer.close();
  });
});

describe("whenWritten", () => {
  it("calls at once when nothing is pending, otherwise when the write has completed", async () => {
    const disk = createFaultyDisk();
    const writer = await openTestWriter(await tempDir(), {}, disk);
    const calls: number[] = [];
    writer.whenWritten(() => calls.push(0));
    expect(calls).toEqual([0]);
    disk.hold();
    writer.append(messageOf(linkId, 1));
    writer.whenWritten(() => calls.push(1));
    await until(() => disk.waitingWrites() === 1, "the first group is handed over");
    writer.append(messageOf(linkId, 2));
    writer.whenWritten(() => calls.push(2));
    expect(calls).toEqual([0]);
    disk.release();
    await until(() => calls.length === 3, "all are called");
    expect(calls).toEqual([0, 1, 2]);
    expect(writer.pendingBytes()).toBe(0);
    await writer.close();
  });

  it("lets everyone go when the disk fails, and does not wait for it later", async () => {
    const disk = createFaultyDisk();
    const writer = await openTestWriter(await tempDir(), {}, disk);
    disk.writeError = "EIO";
    writer.append(messageOf(linkId, 1));
    await writer.written();
    expect(writer.pendingBytes()).toBeGreaterThan(0);
    let isCalled = false;
    writer.whenWritten(() => {
      isCalled = true;
    });
    expect(isCalled).toBe(true);
    disk.writeError = null;
    await writer.close();
  });

  it("lets everyone go when the buffer overflows", async () => {
    const disk = createFaultyDisk();
    const writer = await openTestWriter(await tempDir(), { bufferBytesMax: 64 * KiB }, disk);
    disk.hold();
    writer.append(kilobyte(1));
    const written = writer.written();
    for (let seq = 2; writer.append(kilobyte(seq)); seq += 1);
    await written;
    expect(writer.pendingBytes()).toBeGreaterThan(0);
    disk.release();
    await writer.close();
  });

  it("contains what a callback throws", async () => {
    const writer = await openTestWriter(await tempDir());
    writer.whenWritten(() => {
      throw new Error("on order");
    });
    expect(writer.events).toMatchObject([{ name: "bug", where: "spool waiter" }]);
    await writer.close();
  });
});

describe("a disk that fails", () => {
  it("costs nothing while the buffer lasts: what is unwritten goes to its place later", async () => {
    const dir = await tempDir();
    const disk = createFaultyDisk();
    const writer = await openTestWriter(dir, {}, disk);
    disk.bytesLeft = 200;
    for (const seq of oneToTen) writer.append(messageOf(linkId, seq));
    await until(() => writer.events.length > 0, "the failure is told");
    for (let i = 0; i < 3; i += 1) {
      const tries = disk.counts.writes;
      await until(() => disk.counts.writes > tries, "another try");
    }
    disk.bytesLeft = Number.POSITIVE_INFINITY;
    await until(() => writer.pendingBytes() === 0, "the rest is written");
    await writer.close();
    expect(writer.events).toEqual([
      { name: "spoolWriteFailed", code: "ENOSPC", problem: "ENOSPC: on order" },
      { name: "spoolRecovered", messages: 0 },
    ]);
    const { records, damagedBytes } = await readAll(dir);
    expect(seqsOf(records, linkId)).toEqual(oneToTen);
    expect(damagedBytes).toBe(0);
  });

  it("through short writes loses and repeats nothing", async () => {
    const dir = await tempDir();
    const disk = createFaultyDisk();
    disk.writeBytesMax = 33;
    const writer = await openTestWriter(dir, { segmentBytesMax: 400 }, disk);
    for (const seq of oneToTen) writer.append(messageOf(linkId, seq));
    await writer.close();
    const { records, damagedBytes } = await readAll(dir);
    expect(seqsOf(records, linkId)).toEqual(oneToTen);
    expect(damagedBytes).toBe(0);
  });

  it("for longer than the buffer lasts costs an exactly counted gap", async () => {
    const dir = await tempDir();
    const disk = createFaultyDisk();
    const writer = await openTestWriter(dir, { bufferBytesMax: 64 * KiB }, disk);
    disk.writeError = "EIO";
    const kept = Array.from({ length: 100 }, (_, i) => writer.append(kilobyte(i + 1)));
    const last = kept.lastIndexOf(true) + 1;
    const isTold = (wanted: TapEvent["name"]) => writer.events.some(({ name }) => name === wanted);
    await until(() => isTold("spoolOverflowed") && isTold("spoolWriteFailed"), "both are told");
    disk.writeError = null;
    await until(() => isTold("spoolRecovered"), "the recovery is told");
    expect(writer.append(kilobyte(101))).toBe(true);
    await writer.close();
    expect(writer.events.filter(({ name }) => name !== "spoolMessagesDropped")).toEqual([
      { name: "spoolOverflowed" },
      { name: "spoolWriteFailed", code: "EIO", problem: "EIO: on order" },
      { name: "spoolRecovered", messages: 100 - last },
    ]);
    expect(droppedIn(writer.events)).toBe(100 - last);
    const { records } = await readAll(dir);
    expect(lifeOf(records, linkId)).toEqual([
      ...kept.slice(0, last).map((_, i) => String(i + 1)),
      `${last + 1}-100 buffer-full`,
      "101",
    ]);
  });

  it("at the start does not keep the relay from starting", async () => {
    const dir = await tempDir();
    const disk = createFaultyDisk();
    disk.createError = "ENOSPC";
    const writer = await openTestWriter(dir, {}, disk);
    expect(writer.append(messageOf(linkId, 1))).toBe(true);
    disk.createError = null;
    await until(() => writer.pendingBytes() === 0, "the first segment is made after all");
    await writer.close();
    expect(seqsOf((await readAll(dir)).records, linkId)).toEqual([1]);
  });

  it("is not waited for by the close", async () => {
    const disk = createFaultyDisk();
    const writer = await openTestWriter(await tempDir(), {}, disk);
    disk.writeError = "EIO";
    writer.append(messageOf(linkId, 1));
    await writer.close();
    expect(writer.events).toMatchObject([{ name: "spoolWriteFailed", code: "EIO" }]);
  });

  it("gets untold gaps written by the close", async () => {
    const dir = await tempDir();
    const disk = createFaultyDisk();
    const writer = await openTestWriter(dir, { bufferBytesMax: 64 * KiB }, disk);
    disk.hold();
    const kept = Array.from({ length: 70 }, (_, i) => writer.append(kilobyte(i + 1)));
    const last = kept.lastIndexOf(true) + 1;
    disk.release();
    await writer.close();
    const { records } = await readAll(dir);
    expect(lifeOf(records, linkId).at(-1)).toBe(`${last + 1}-70 buffer-full`);
  });
});

const execute = promisify(execFile);

/** A file system of one megabyte, where we may mount one. */
async function tinyFileSystem(): Promise<string | null> {
  const dir = await tempDir();
  try {
    await execute("mount", ["-t", "tmpfs", "-o", "size=1m", "tmpfs", dir]);
  } catch {
    return null;
  }
  onTestFinished(async () => {
    await execute("umount", ["-l", dir]);
  });
  return dir;
}

it("on a real file system that is full counts what is lost, and goes on when there is room", async () => {
  const tiny = await tinyFileSystem();
  const dir = tiny ?? (await tempDir());
  const disk = createFaultyDisk();
  if (tiny === null) disk.bytesLeft = 1024 * KiB;
  const ballast = join(dir, "ballast");
  await writeFile(ballast, Buffer.alloc(tiny === null ? 0 : 600 * KiB));
  const writer = await openTestWriter(dir, { bufferBytesMax: 128 * KiB }, disk);
  let seq = 0;
  while (writer.events.length < 2) {
    seq += 1;
    writer.append(kilobyte(seq));
    if (seq % 20 === 0) await writer.written();
  }
  await realDisk.unlink(ballast);
  disk.bytesLeft = Number.POSITIVE_INFINITY;
  await until(() => writer.events.some(({ name }) => name === "spoolRecovered"), "it goes on");
  writer.append(kilobyte(seq + 1));
  await writer.close();
  expect([...new Set(writer.events.map(({ name }) => name))].sort()).toEqual([
    "spoolMessagesDropped",
    "spoolOverflowed",
    "spoolRecovered",
    "spoolWriteFailed",
  ]);
  const { records, damagedBytes } = await readAll(dir);
  const delivered = seqsOf(records, linkId);
  const last = delivered.at(-2) ?? 0;
  expect(delivered).toEqual([...Array.from({ length: last }, (_, i) => i + 1), seq + 1]);
  expect(lifeOf(records, linkId)).toContain(`${last + 1}-${seq} buffer-full`);
  expect(damagedBytes).toBe(0);
});

describe("segments", () => {
  it("follow each other at their bound, in order and without loss", async () => {
    const dir = await tempDir();
    const writer = await openTestWriter(dir, { segmentBytesMax: 8 * KiB });
    for (let seq = 1; seq <= 100; seq += 1) {
      writer.append(kilobyte(seq));
      if (seq % 5 === 0) await writer.written();
    }
    await writer.close();
    expect((await listSegments(dir, realDisk)).length).toBeGreaterThan(5);
    const { records } = await readAll(dir);
    expect(seqsOf(records, linkId)).toEqual(Array.from({ length: 100 }, (_, i) => i + 1));
    expect((await readdir(dir)).filter((name) => name.endsWith(".tmp"))).toEqual([]);
  });

  it("of an earlier run are never appended to", async () => {
    const dir = await tempDir();
    for (const seq of [1, 2, 3]) {
      const writer = await openTestWriter(dir);
      writer.append(messageOf(linkId, seq));
      await writer.close();
    }
    expect(await listSegments(dir, realDisk)).toEqual([2, 4, 6]);
    const { records } = await readAll(dir);
    expect(records.map(({ kind }) => kind)).toEqual([
      ...["note", "message", "note", "message", "note", "message"],
    ]);
  });

  it("get numbers above every position a consumer ever committed", async () => {
    const dir = await tempDir();
    await commitPosition({ dir, consumer: "recorder" }, { segment: 41, offset: 9 }, realDisk);
    await (await openTestWriter(dir)).close();
    expect(await listSegments(dir, realDisk)).toEqual([42]);
  });

  it("that are consumed go, and all together stay within their bound", async () => {
    const dir = await tempDir();
    const writer = await openTestWriter(dir, { bytesMax: 64 * KiB });
    for (let seq = 1; seq <= 300; seq += 1) {
      writer.append(kilobyte(seq));
      if (seq % 5 === 0) await writer.written();
    }
    await writer.close();
    let total = 0;
    for (const name of await readdir(dir)) total += await realDisk.sizeOf(join(dir, name));
    expect(total).toBeLessThan(64 * KiB);
    const dropped = writer.events.flatMap((e) => (e.name === "segmentDropped" ? [e.messages] : []));
    const lost = dropped.reduce((sum, messages) => sum + messages, 0);
    const rest = Array.from({ length: 300 - lost }, (_, i) => String(lost + 1 + i));
    const { records, position } = await readAll(dir);
    expect(lifeOf(records, linkId)).toEqual([`1-${lost} segment-dropped`, ...rest]);
    await commitPosition({ dir, consumer: "recorder" }, position, realDisk);
    await (await openTestWriter(dir)).close();
    expect(await listSegments(dir, realDisk)).toHaveLength(2);
  });
});

it("refuses a directory in which nobody could ever write, with a sentence", async () => {
  const dir = await tempDir();
  await writeFile(join(dir, "file"), "");
  await expect(openTestWriter(join(dir, "file", "spool"))).rejects.toMatchObject({
    code: "DATA_DIR_UNWRITABLE",
  });
  const disk = createFaultyDisk();
  disk.createError = "EROFS";
  await expect(openTestWriter(dir, {}, disk)).rejects.toMatchObject({
    code: "DATA_DIR_UNWRITABLE",
  });
  await mkdir(join(dir, "ours"));
  await chmod(join(dir, "ours"), 0o700);
  await (await openTestWriter(join(dir, "ours"))).close();
});
