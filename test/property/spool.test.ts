/**
 * The spool against a second, simple model of it, under random operations, faults and crashes. The
 * model is a list of what was appended and what `append` answered; nothing else is needed to say
 * what a reader must see.
 */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type LinkId, newLinkId } from "../../src/base/ids.ts";
import { realDisk } from "../../src/spool/disk.ts";
import { type Follower, openFollower } from "../../src/spool/follower.ts";
import { commitPosition } from "../../src/spool/ledger.ts";
import type { SpoolPosition, SpoolRecord } from "../../src/spool/record.ts";
import { createFaultyDisk, type FaultyDisk } from "../support/faulty-disk.ts";
import { messageOf, openTestWriter, type TestWriter } from "../support/spool.ts";
import { tempDir } from "../support/temp-dir.ts";
import { until } from "../support/until.ts";

const KiB = 1024;
const LINKS = 3;

type Appended = { readonly linkId: LinkId; readonly seq: number; readonly isKept: boolean };

/** One run of a relay as the model sees it. */
type Run = {
  readonly links: readonly { readonly linkId: LinkId; lastSeq: number }[];
  readonly appended: Appended[];
  /** How many of the kept ones are certainly on the disk. */
  acknowledged: number;
  end: "closed" | "crashed" | null;
};

const operation = fc.oneof(
  { weight: 6, arbitrary: fc.record({ append: fc.nat(LINKS - 1), bytes: fc.nat(900) }) },
  {
    weight: 2,
    arbitrary: fc.record({ burst: fc.nat(LINKS - 1), count: fc.integer({ max: 60, min: 2 }) }),
  },
  { weight: 4, arbitrary: fc.constant("turn" as const) },
  { weight: 2, arbitrary: fc.record({ read: fc.integer({ min: 1, max: 30 }) }) },
  { weight: 1, arbitrary: fc.constant("reopen follower" as const) },
  { weight: 1, arbitrary: fc.constant("flush" as const) },
  { weight: 1, arbitrary: fc.constant("hold" as const) },
  { weight: 1, arbitrary: fc.constant("heal" as const) },
  { weight: 1, arbitrary: fc.constantFrom({ fail: "EIO" }, { fail: "ENOSPC" }) },
  { weight: 1, arbitrary: fc.record({ room: fc.nat(3000) }) },
  { weight: 1, arbitrary: fc.record({ short: fc.integer({ min: 1, max: 300 }) }) },
  { weight: 1, arbitrary: fc.record({ crash: fc.nat(400) }) },
  { weight: 1, arbitrary: fc.constant("restart" as const) },
);
type Operation = typeof operation extends fc.Arbitrary<infer Value> ? Value : never;

type World = {
  readonly dir: string;
  readonly config: { readonly bytesMax: number };
  readonly readsMeanwhile: boolean;
  readonly runs: Run[];
  readonly seen: SpoolRecord[];
  damagedBytes: number;
  position: SpoolPosition | null;
  follower: Follower;
  disk: FaultyDisk;
  writer: TestWriter;
};

const textOf = (linkId: LinkId, seq: number, bytes: number) =>
  Buffer.from(`${linkId} ${seq} `.padEnd(bytes, "."));

const turn = () => new Promise((resolve) => setImmediate(resolve));

const followerOf = (dir: string, from: SpoolPosition | null) =>
  openFollower({ dir, from }, { disk: realDisk, observe: () => undefined });

async function startRun(world: Pick<World, "dir" | "config" | "runs">) {
  const disk = createFaultyDisk();
  disk.isSyncFree = true;
  const limits = { segmentBytesMax: 6 * KiB, bufferBytesMax: 8 * KiB };
  const writer = await openTestWriter(world.dir, { ...limits, ...world.config }, disk);
  const links = Array.from({ length: LINKS }, () => ({ linkId: newLinkId(), lastSeq: 0 }));
  world.runs.push({ links, appended: [], acknowledged: 0, end: null });
  return { disk, writer };
}

function append(world: World, which: number, bytes: number): void {
  const run = world.runs.at(-1);
  const link = run?.links[which];
  if (run === undefined || link === undefined) throw new Error("no such link");
  link.lastSeq += 1;
  const { linkId, lastSeq: seq } = link;
  const isKept = world.writer.append(
    messageOf(linkId, seq, { payload: textOf(linkId, seq, bytes) }),
  );
  run.appended.push({ linkId, seq, isKept });
}

async function read(world: World, recordsMax: number): Promise<boolean> {
  const part = await world.follower.read({ recordsMax, bytesMax: 64 * KiB, waitMs: 0 });
  world.seen.push(...part.records);
  for (const range of part.damaged ?? []) world.damagedBytes += range.bytes;
  const hasMoved =
    part.position.segment !== world.position?.segment ||
    part.position.offset !== world.position.offset;
  world.position = part.position;
  if (part.position.segment > 0 && hasMoved) {
    await commitPosition({ dir: world.dir, consumer: "model" }, part.position, realDisk);
  }
  return hasMoved;
}

function heal(world: World): void {
  world.disk.writeError = null;
  world.disk.bytesLeft = Number.POSITIVE_INFINITY;
  world.disk.writeBytesMax = Number.POSITIVE_INFINITY;
  world.disk.release();
}

async function flush(world: World): Promise<void> {
  heal(world);
  await until(() => world.writer.pendingBytes() === 0, "everything kept is written");
  const run = world.runs.at(-1);
  if (run !== undefined) run.acknowledged = run.appended.filter(({ isKept }) => isKept).length;
}

async function endRun(world: World, end: "closed" | "crashed"): Promise<void> {
  const run = world.runs.at(-1);
  if (run !== undefined) run.end = end;
}

async function apply(world: World, step: Operation): Promise<void> {
  if (step === "turn") await turn();
  else if (step === "flush") await flush(world);
  else if (step === "hold") world.disk.hold();
  else if (step === "heal") heal(world);
  else if (step === "restart") {
    heal(world);
    await world.writer.close();
    await endRun(world, "closed");
    Object.assign(world, await startRun(world));
  } else if (step === "reopen follower") {
    await world.follower.close();
    world.follower = followerOf(world.dir, world.position);
  } else if ("append" in step) append(world, step.append, step.bytes);
  else if ("burst" in step) for (let i = 0; i < step.count; i += 1) append(world, step.burst, 200);
  else if ("read" in step) {
    if (world.readsMeanwhile) await read(world, step.read);
  } else if ("fail" in step) world.disk.writeError = step.fail;
  else if ("room" in step) world.disk.bytesLeft = step.room;
  else if ("short" in step) world.disk.writeBytesMax = step.short;
  else {
    await world.disk.crash(step.crash);
    await endRun(world, "crashed");
    Object.assign(world, await startRun(world));
  }
}

async function live(
  operations: readonly Operation[],
  setting: { readonly bytesMax: number; readonly readsMeanwhile: boolean },
): Promise<World> {
  const dir = await tempDir();
  const base = { dir, config: { bytesMax: setting.bytesMax }, runs: [] };
  const world: World = {
    ...base,
    ...(await startRun(base)),
    readsMeanwhile: setting.readsMeanwhile,
    seen: [],
    damagedBytes: 0,
    position: null,
    follower: followerOf(dir, null),
  };
  for (const step of operations) await apply(world, step);
  heal(world);
  await world.writer.close();
  await endRun(world, "closed");
  while (await read(world, 1_000));
  await world.follower.close();
  return world;
}

const nameOf = (linkId: LinkId, seq: number) => `${linkId} ${seq}`;

function deliveredOf(world: World, run: Run): string[] {
  const own = new Set(run.links.map(({ linkId }) => linkId));
  return world.seen.flatMap((record) =>
    record.kind === "message" && own.has(record.linkId) ? [nameOf(record.linkId, record.seq)] : [],
  );
}

function toldOf(world: World, run: Run, reason: string): Set<string> {
  const own = new Set(run.links.map(({ linkId }) => linkId));
  const told = new Set<string>();
  for (const record of world.seen) {
    if (record.kind !== "gap" || !own.has(record.linkId) || record.reason !== reason) continue;
    for (let seq = record.fromSeq; seq <= record.toSeq; seq += 1) {
      told.add(nameOf(record.linkId, seq));
    }
  }
  return told;
}

function expectUnaltered(world: World): void {
  for (const record of world.seen) {
    if (record.kind !== "message") continue;
    const { linkId, seq, payload } = record;
    expect(payload.equals(textOf(linkId, seq, payload.length)), nameOf(linkId, seq)).toBe(true);
  }
}

const namesOf = (appended: readonly Appended[], isKept: boolean) =>
  appended.flatMap((one) => (one.isKept === isKept ? [nameOf(one.linkId, one.seq)] : []));

describe("with room on the disk", () => {
  it("everything is delivered once and in order, or told as a gap, through faults and crashes", async () => {
    const few = fc.array(operation, { minLength: 5, maxLength: 60 });
    await fc.assert(
      fc.asyncProperty(few, async (operations) => {
        const setting = { bytesMax: 1024 * KiB, readsMeanwhile: true };
        const world = await live(operations, setting);
        expectUnaltered(world);
        for (const run of world.runs) {
          const delivered = deliveredOf(world, run);
          const kept = namesOf(run.appended, true);
          const dropped = namesOf(run.appended, false);
          const told = toldOf(world, run, "buffer-full");
          // A crash takes an end of what was not yet acknowledged, and gaps that were not told yet.
          const expected = run.end === "crashed" ? kept.slice(0, delivered.length) : kept;
          expect(delivered).toEqual(expected);
          expect(delivered.length).toBeGreaterThanOrEqual(run.acknowledged);
          if (run.end === "closed") expect([...told].sort()).toEqual(dropped.sort());
          else expect(dropped).toEqual(expect.arrayContaining([...told]));
        }
        if (world.runs.every(({ end }) => end === "closed")) expect(world.damagedBytes).toBe(0);
      }),
      { numRuns: 30 },
    );
  });
});

describe("with too little room on the disk", () => {
  const calm = operation.filter((step) => typeof step !== "object" || !("crash" in step));
  const many = fc.array(calm, { minLength: 30, maxLength: 120 });

  it("what nobody reads is gone and told exactly, the rest delivered in order", async () => {
    await fc.assert(
      fc.asyncProperty(many, async (operations) => {
        const world = await live(operations, { bytesMax: 16 * KiB, readsMeanwhile: false });
        expectUnaltered(world);
        for (const run of world.runs) {
          const kept = namesOf(run.appended, true);
          const lost = toldOf(world, run, "segment-dropped");
          expect(deliveredOf(world, run)).toEqual(kept.filter((name) => !lost.has(name)));
          expect(kept).toEqual(expect.arrayContaining([...lost]));
          const told = toldOf(world, run, "buffer-full");
          expect([...told].sort()).toEqual(namesOf(run.appended, false).sort());
        }
      }),
      { numRuns: 30 },
    );
  });

  it("a follower that reads meanwhile misses nothing that it is not told of, and repeats nothing", async () => {
    await fc.assert(
      fc.asyncProperty(many, async (operations) => {
        const world = await live(operations, { bytesMax: 16 * KiB, readsMeanwhile: true });
        expectUnaltered(world);
        for (const run of world.runs) {
          const delivered = deliveredOf(world, run);
          const kept = namesOf(run.appended, true);
          const lost = toldOf(world, run, "segment-dropped");
          const isSeen = new Set(delivered);
          expect(delivered).toEqual(kept.filter((name) => isSeen.has(name)));
          expect(kept.filter((name) => !isSeen.has(name) && !lost.has(name))).toEqual([]);
          const told = toldOf(world, run, "buffer-full");
          expect([...told].sort()).toEqual(namesOf(run.appended, false).sort());
        }
      }),
      { numRuns: 30 },
    );
  });
});
