import { mkdir, rm } from "node:fs/promises";
import { describe, expect, it, onTestFinished } from "vitest";
import { systemClock } from "../../src/base/clock.ts";
import { newLinkId } from "../../src/base/ids.ts";
import { SHADOWS } from "../../src/config/workers.ts";
import type { TapEvent } from "../../src/observe/events.ts";
import { type Disk, realDisk } from "../../src/spool/disk.ts";
import type { SpoolPosition } from "../../src/spool/record.ts";
import { listSegments, segmentPath } from "../../src/spool/segment.ts";
import { spoolDirOf } from "../../src/spool/spools.ts";
import { openSpoolsFollower, type SpoolsFollower } from "../../src/spool/spools-follower.ts";
import { messageOf, openTestWriter } from "../support/spool.ts";
import { tempDir } from "../support/temp-dir.ts";
import { until } from "../support/until.ts";

const wanted = { recordsMax: 1_000, bytesMax: 1_000_000, waitMs: 50 };

type Where = { readonly data: string; readonly workers: number };

function follow(where: Where, from: ReadonlyMap<number, SpoolPosition> = new Map()) {
  const follower = openSpoolsFollower(
    { ...where, from: async (worker) => from.get(worker) ?? null },
    { disk: realDisk, observe: () => undefined, clock: systemClock },
  );
  onTestFinished(follower.close);
  return follower;
}

/** Messages of one link received at these times, after a note of the relay's start. */
async function write(data: string, worker: number, timesUs: readonly number[]) {
  const writer = await openTestWriter(spoolDirOf(data, worker));
  const linkId = newLinkId();
  for (const [index, receivedAtUs] of timesUs.entries()) {
    writer.append(messageOf(linkId, index + 1, { receivedAtUs }));
  }
  await writer.close();
}

/** `2@70`: of the second worker, received at 70 µs. */
async function readUntil(follower: SpoolsFollower, count: number) {
  const told: string[] = [];
  let positions: ReadonlyMap<number, SpoolPosition> = new Map();
  await until(async () => {
    const read = await follower.read(wanted);
    positions = read.positions;
    for (const [index, record] of read.records.entries()) {
      if (record.kind !== "message") continue;
      told.push(`${read.workers[index]}@${record.receivedAtUs}`);
    }
    return told.length >= count;
  }, `${count} messages`);
  return { told, positions };
}

/** Behind the note of a test writer's start. */
const base = 1_790_000_001_000_000;
const times = (from: number, count: number) =>
  Array.from({ length: count }, (_, index) => base + from + index * 2);

describe("the spools of a data directory", () => {
  it("are read as one, by the time of receiving, also that of a worker that is no more", async () => {
    const data = await tempDir();
    await write(data, 1, times(1, 3));
    await write(data, 3, times(0, 3));
    const { told } = await readUntil(follow({ data, workers: 1 }), 6);
    const expected = [0, 1, 2, 3, 4, 5].map((us) => `${us % 2 === 0 ? 3 : 1}@${base + us}`);
    expect(told).toEqual(expected);
  });

  it("are each gone on with exactly where they were left", async () => {
    const data = await tempDir();
    await write(data, 1, times(1, 20));
    await write(data, 2, times(0, 20));
    const all: string[] = [];
    let positions: ReadonlyMap<number, SpoolPosition> = new Map();
    while (all.length < 40) {
      const follower = follow({ data, workers: 2 }, positions);
      const few = { ...wanted, recordsMax: 3 };
      const read = await follower.read(few);
      positions = new Map([...positions, ...read.positions]);
      for (const [index, record] of read.records.entries()) {
        if (record.kind === "message") all.push(`${read.workers[index]}@${record.receivedAtUs}`);
      }
      await follower.close();
    }
    expect(new Set(all).size).toBe(40);
    expect(all.length).toBe(40);
    expect(all.map((one) => one.slice(2))).toEqual(all.map((one) => one.slice(2)).toSorted());
  });

  it("are found when they appear, and left when they are read out and gone", async () => {
    const data = await tempDir();
    await write(data, 1, times(0, 1));
    const follower = follow({ data, workers: 1 });
    await readUntil(follower, 1);
    expect(follower.spools().map(({ worker }) => worker)).toEqual([1]);
    await write(data, 2, times(9, 2));
    expect((await readUntil(follower, 2)).told.map((one) => one[0])).toEqual(["2", "2"]);
    expect(follower.spools().map(({ worker }) => worker)).toEqual([1, 2]);
    const dir = spoolDirOf(data, 2);
    for (const segment of await listSegments(dir, realDisk)) await rm(segmentPath(dir, segment));
    await until(async () => {
      await follower.read(wanted);
      return follower.spools().length === 1;
    }, "the empty spool to be left");
  });

  it("include the shadows', which alone may be left out: told once, and read when it can be", async () => {
    const data = await tempDir();
    await write(data, 1, times(1, 3));
    await write(data, SHADOWS, times(0, 3));
    const events: TapEvent[] = [];
    let isBroken = true;
    const disk: Disk = {
      ...realDisk,
      openToRead: (path) =>
        isBroken && path.includes("spool.shadow")
          ? Promise.reject(new Error("the disk says no"))
          : realDisk.openToRead(path),
    };
    const follower = openSpoolsFollower(
      { data, workers: 1, from: async () => null },
      { disk, observe: (event) => void events.push(event), clock: systemClock },
    );
    onTestFinished(follower.close);
    expect((await readUntil(follower, 3)).told.map((one) => one[0])).toEqual(["1", "1", "1"]);
    expect(follower.spools().map(({ worker }) => worker)).toEqual([1]);
    isBroken = false;
    expect((await readUntil(follower, 3)).told.map((one) => one[0])).toEqual(["0", "0", "0"]);
    expect(events).toEqual([
      { name: "spoolLeftOut", spool: "spool.shadow", problem: "the disk says no" },
      { name: "spoolTakenUp", spool: "spool.shadow" },
    ]);
  });

  it("leave the shadows' out for whoever is one", async () => {
    const data = await tempDir();
    await write(data, 1, times(1, 1));
    await write(data, SHADOWS, times(0, 1));
    const follower = openSpoolsFollower(
      { data, workers: 1, isWithoutShadows: true, from: async () => null },
      { disk: realDisk, observe: () => undefined, clock: systemClock },
    );
    onTestFinished(follower.close);
    await readUntil(follower, 1);
    expect(follower.spools().map(({ worker }) => worker)).toEqual([1]);
  });

  it("say that a segment was gone before it was read", async () => {
    const data = await tempDir();
    await write(data, 1, times(0, 1));
    const follower = follow({ data, workers: 2 }, new Map([[1, { segment: 1, offset: 0 }]]));
    const { isMissed, records } = await follower.read(wanted);
    expect(isMissed).toBe(true);
    expect(records.map(({ kind }) => kind)).toEqual(["note", "message"]);
  });

  it("hold up each other where one cannot be read, and lose nothing by it", async () => {
    const data = await tempDir();
    await write(data, 1, times(1, 2));
    await write(data, 2, times(0, 2));
    let isBroken = true;
    const openToRead = (path: string) => {
      if (isBroken && path.includes("spool.2"))
        throw Object.assign(new Error("io"), { code: "EIO" });
      return realDisk.openToRead(path);
    };
    const follower = openSpoolsFollower(
      { data, workers: 2, from: async () => null },
      { disk: { ...realDisk, openToRead }, observe: () => undefined, clock: systemClock },
    );
    onTestFinished(follower.close);
    await expect(follower.read(wanted)).rejects.toThrow("io");
    await expect(follower.read(wanted)).rejects.toThrow("io");
    isBroken = false;
    expect((await readUntil(follower, 4)).told.map((one) => one[0])).toEqual(["2", "1", "2", "1"]);
  });

  it("are waited for in vain no longer than asked, and not at all once closed", async () => {
    const data = await tempDir();
    await mkdir(spoolDirOf(data, 2));
    const follower = follow({ data, workers: 2 });
    expect((await follower.read({ ...wanted, waitMs: 1 })).records).toEqual([]);
    const waiting = follower.read({ ...wanted, waitMs: 1_000_000 });
    await follower.close();
    expect((await waiting).records).toEqual([]);
  });
});
