/**
 * The reading end of all spools of a data directory, as one: records in the order in which they
 * were received (`merge.ts`), from committed positions on, for as long as relays write. Spools that
 * come later are found within a second; those of workers that are no more are read to their end.
 *
 * What cannot be read holds up all of them: time must not go on in the record beside messages that
 * are there and unread. Only the shadows' spool is left out then, and tried again: what a rehearsal
 * said must not hold up what stations say.
 */
import { assert } from "../base/assert.ts";
import type { Clock } from "../base/clock.ts";
import { problemOf } from "../base/errors.ts";
import { limits } from "../base/limits.ts";
import { SHADOWS } from "../config/workers.ts";
import type { Observe } from "../observe/events.ts";
import type { Disk } from "./disk.ts";
import { type Follower, type FollowerRead, openFollower, type ReadLimits } from "./follower.ts";
import { createMerge, type Merge, type Merged } from "./merge.ts";
import { createPauses } from "./pauses.ts";
import type { SpoolPosition } from "./record.ts";
import { listSegments } from "./segment.ts";
import { listSpools, type SpoolPositions, spoolDirOf, spoolNameOf } from "./spools.ts";

export type SpoolsRead = Merged & {
  /** Of what comes after all that is returned here, for each spool that was ever read. */
  readonly positions: SpoolPositions;
  /** Bytes that were no records; they are skipped. */
  readonly isDamaged: boolean;
  /** A segment that was asked for no longer exists. */
  readonly isMissed: boolean;
};

export type SpoolsFollower = {
  /**
   * Resolves with nothing when `waitMs` is over or the follower is closed. Rejects with
   * SPOOL_FORMAT_UNKNOWN. One at a time. `bytesMax` is of each spool.
   */
  readonly read: (wanted: ReadLimits) => Promise<SpoolsRead>;
  /** Those that are followed and can be read, and since when the oldest record of each waits. */
  readonly spools: () => readonly {
    readonly worker: number;
    readonly waitsSinceUs: number | null;
  }[];
  /** Ends a waiting read at once. */
  readonly close: () => Promise<void>;
};

export type SpoolsConfig = {
  readonly data: string;
  /** Their spools are followed whether they exist yet or not. */
  readonly workers: number;
  /** Absent: also what shadows wrote. */
  readonly isWithoutShadows?: boolean;
  /** Where to begin in a spool; null is the oldest record there is. */
  readonly from: (worker: number) => Promise<SpoolPosition | null>;
};

type Deps = { readonly disk: Disk; readonly observe: Observe; readonly clock: Clock };

type Losses = { isDamaged: boolean; isMissed: boolean };

/** Opens nothing yet. */
export function openSpoolsFollower(config: SpoolsConfig, deps: Deps): SpoolsFollower {
  const pauses = createPauses();
  const followers = new Map<number, Follower>();
  const merge = mergeOfNone();
  const leftOut = createLeftOut(deps.observe);
  let lookAtMs = Number.NEGATIVE_INFINITY;
  let reading: Promise<SpoolsRead> | null = null;
  /** Told with the next that is returned, also where another spool could not be read. */
  let losses: Losses = { isDamaged: false, isMissed: false };

  /** Which spools there are, now and then. */
  async function look(): Promise<void> {
    if (performance.now() < lookAtMs) return;
    const found = await spoolsToFollow(config, deps.disk);
    for (const worker of found) {
      if (followers.has(worker)) continue;
      const from = await config.from(worker);
      followers.set(worker, openFollower({ dir: spoolDirOf(config.data, worker), from }, deps));
    }
    for (const [worker, follower] of followers) {
      if (found.includes(worker) || merge.waitsSinceUs(worker) !== null) continue;
      followers.delete(worker);
      merge.forget(worker);
      await follower.close();
    }
    lookAtMs = performance.now() + limits.spoolsLookMs;
  }

  async function readOn(wanted: ReadLimits): Promise<SpoolsRead> {
    const deadlineMs = performance.now() + wanted.waitMs;
    for (;;) {
      if (!pauses.isOver()) {
        await look();
        const reading = { followers, merge, losses, leftOut, clock: deps.clock };
        await readMore(reading, wanted, deadlineMs);
      }
      const taken = merge.take(wanted.recordsMax);
      const leftMs = deadlineMs - performance.now();
      const isOver = pauses.isOver() || leftMs <= 0 || losses.isDamaged || losses.isMissed;
      if (taken.records.length > 0 || isOver) {
        const told = losses;
        losses = { isDamaged: false, isMissed: false };
        return { ...taken, ...told, positions: merge.positions() };
      }
      // One spool alone has waited itself.
      if (followers.size > 1) await pauses.wait(Math.min(limits.followPollMs, leftMs));
    }
  }

  return {
    read(wanted) {
      assert(reading === null, "a follower has one read at a time");
      reading = readOn(wanted).finally(() => {
        reading = null;
      });
      return reading;
    },
    spools: () =>
      [...followers.keys()]
        .filter((worker) => !leftOut.has(worker))
        .map((worker) => ({ worker, waitsSinceUs: merge.waitsSinceUs(worker) })),
    async close() {
      pauses.end();
      await Promise.all([...followers.values()].map((follower) => follower.close()));
      await reading?.catch(() => null);
      await Promise.all([...followers.values()].map((follower) => follower.close()));
    },
  };
}

/** Its spools come as they are found. */
function mergeOfNone(): Merge {
  const { recorderReadRecordsMax: recordsMax, spoolMergeWaitMs: waitMs } = limits;
  return createMerge({ workers: [], recordsMax, waitMs });
}

/** Those of the workers, and what is left of others. */
async function spoolsToFollow(
  { data, workers, isWithoutShadows = false }: SpoolsConfig,
  disk: Disk,
): Promise<readonly number[]> {
  const found = Array.from({ length: workers }, (_, index) => index + 1);
  for (const worker of await listSpools(data, disk)) {
    const isKnown = worker !== SHADOWS && worker <= workers;
    if (isKnown || (isWithoutShadows && worker === SHADOWS)) continue;
    if (await hasSegments(data, worker, disk)) found.push(worker);
  }
  return found;
}

async function hasSegments(data: string, worker: number, disk: Disk): Promise<boolean> {
  try {
    return (await listSegments(spoolDirOf(data, worker), disk)).length > 0;
  } catch (thrown) {
    // It is told, and left out, when it is read.
    if (worker === SHADOWS) return true;
    throw thrown;
  }
}

type Reading = {
  readonly followers: ReadonlyMap<number, Follower>;
  readonly merge: Merge;
  readonly losses: Losses;
  readonly leftOut: LeftOut;
  readonly clock: Clock;
};

/** Reads each spool of which nothing waits. What the others brought is kept where one fails. */
async function readMore(
  { followers, merge, losses, leftOut, clock }: Reading,
  wanted: ReadLimits,
  deadlineMs: number,
): Promise<void> {
  const isAlone = followers.size === 1;
  const untilMs = isAlone ? Math.max(0, deadlineMs - performance.now()) : 0;
  const read = async ([worker, follower]: readonly [number, Follower]) => {
    if (merge.waitsSinceUs(worker) !== null || leftOut.isResting(worker)) return;
    const begun = { ms: performance.now(), us: clock.nowUs() };
    const found: FollowerRead = await follower.read({
      ...wanted,
      recordsMax: limits.recorderReadRecordsMax,
      waitMs: Math.min(untilMs, limits.spoolsLookMs),
    });
    const isEmpty = found.records.length === 0;
    // An end may be older than the answer that tells of it; a record may be younger.
    merge.put(worker, found, isEmpty ? begun : { ms: performance.now(), us: clock.nowUs() });
    losses.isDamaged ||= found.damaged !== undefined;
    losses.isMissed ||= found.missed !== undefined;
    leftOut.takeUp(worker);
  };
  const readOrLeaveOut = async (one: readonly [number, Follower]) => {
    try {
      await read(one);
    } catch (thrown) {
      const [worker] = one;
      if (worker !== SHADOWS) throw thrown;
      merge.forget(worker);
      leftOut.add(worker, problemOf(thrown));
    }
  };
  const results = await Promise.allSettled([...followers].map(readOrLeaveOut));
  for (const result of results) if (result.status === "rejected") throw result.reason;
}

type LeftOut = {
  readonly has: (worker: number) => boolean;
  /** It was tried just now. */
  readonly isResting: (worker: number) => boolean;
  readonly add: (worker: number, problem: string) => void;
  /** It can be read, again or as ever. */
  readonly takeUp: (worker: number) => void;
};

/** Spools that nobody waits for. Told when it begins and when it ends. */
function createLeftOut(observe: Observe): LeftOut {
  const untilMs = new Map<number, number>();
  return {
    has: (worker) => untilMs.has(worker),
    isResting: (worker) => performance.now() < (untilMs.get(worker) ?? Number.NEGATIVE_INFINITY),
    add(worker, problem) {
      if (!untilMs.has(worker)) {
        observe({ name: "spoolLeftOut", spool: spoolNameOf(worker), problem });
      }
      untilMs.set(worker, performance.now() + limits.spoolsLookMs);
    },
    takeUp(worker) {
      if (untilMs.delete(worker)) observe({ name: "spoolTakenUp", spool: spoolNameOf(worker) });
    },
  };
}
