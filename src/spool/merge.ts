/**
 * Several spools → one order. In: what was read of each, in parts, and when a spool was found to
 * have no more. Out: records by the time at which they were received, those of one spool in their
 * own order, with the position behind each.
 *
 * A record goes on when no spool can still bring an older one: each other spool has a later one
 * waiting, or was found at its end so long after that an older one would have been there. No clock
 * of another process is relied on for that: what has waited `waitMs` since it was read goes on, so
 * a silent spool, or one whose clock is wrong, delays the others by no more.
 */
import { assert } from "../base/assert.ts";
import type { FollowerRead } from "./follower.ts";
import type { SpoolPosition, SpoolRecord } from "./record.ts";
import type { SpoolPositions } from "./spools.ts";

/** When something was seen, by the clock that only counts (ms) and by the wall's (µs). */
export type Moment = { readonly ms: number; readonly us: number };

export type Merged = {
  readonly records: readonly SpoolRecord[];
  /** Of each record, the worker whose spool it was in. */
  readonly workers: readonly number[];
  /** Spools of which all is given out that was written when they were read last. */
  readonly ended: readonly number[];
};

export type Merge = {
  /**
   * What was read at that moment, after all before it was taken. Nothing at all: it was at its end
   * then.
   */
  readonly put: (worker: number, read: FollowerRead, at: Moment) => void;
  readonly take: (recordsMax: number) => Merged;
  /** Behind everything that was taken. */
  readonly positions: () => SpoolPositions;
  /** When the oldest record that waits was received; null where none does. */
  readonly waitsSinceUs: (worker: number) => number | null;
  /** Nothing of it waits, and it will not be read again. */
  readonly forget: (worker: number) => void;
};

type Source = {
  readonly worker: number;
  position: SpoolPosition | null;
  /** The rest of it, from `next` on, waits. */
  part: FollowerRead | null;
  next: number;
  isShort: boolean;
  readAt: Moment;
  /** Nothing was there at `readAt`, and nothing has been put since. */
  isAtEnd: boolean;
};

/** `recordsMax`: a read of fewer has found the end. */
export function createMerge(options: {
  readonly workers: readonly number[];
  readonly recordsMax: number;
  readonly waitMs: number;
}): Merge {
  const sources = new Map<number, Source>(
    options.workers.map((worker) => [worker, newSource(worker)]),
  );

  function put(worker: number, read: FollowerRead, at: Moment): void {
    const source = sources.get(worker) ?? newSource(worker);
    sources.set(worker, source);
    assert(source.part === null, "a spool is read on when all before was taken");
    const isEmpty = read.records.length === 0;
    source.part = isEmpty ? null : read;
    source.position = isEmpty ? read.position : source.position;
    source.next = 0;
    source.readAt = at;
    source.isAtEnd = isEmpty && read.damaged === undefined && read.missed === undefined;
    source.isShort = read.records.length < options.recordsMax;
  }

  function take(recordsMax: number): Merged {
    const taken = { records: [] as SpoolRecord[], workers: [] as number[], ended: [] as number[] };
    const all = [...sources.values()];
    taken.ended.push(...all.filter(({ isAtEnd }) => isAtEnd).map(({ worker }) => worker));
    while (taken.records.length < recordsMax && all.every(isKnown)) {
      const oldest = oldestOf(all);
      if (oldest === null) break;
      const roomFor = recordsMax - taken.records.length;
      if (takeRun(oldest, taken, { untilUs: endOfRun(oldest, all), roomFor }) === 0) break;
      if (oldest.part === null && oldest.isShort) taken.ended.push(oldest.worker);
    }
    return taken;
  }

  /** Up to when records of this spool may go on: no other can still bring an older one. */
  function endOfRun(source: Source, all: readonly Source[]): number {
    let untilUs = Number.POSITIVE_INFINITY;
    for (const other of all) {
      if (other === source) continue;
      const headUs = headOf(other);
      if (headUs !== null) {
        untilUs = Math.min(untilUs, other.worker < source.worker ? headUs - 1 : headUs);
      } else if (other.readAt.ms < source.readAt.ms + options.waitMs) {
        untilUs = Math.min(untilUs, other.readAt.us - options.waitMs * 1000);
      }
    }
    return untilUs;
  }

  return {
    put,
    take,
    positions: () =>
      new Map(
        [...sources.values()].flatMap(({ worker, position }) =>
          position === null ? [] : [[worker, position] as const],
        ),
      ),
    waitsSinceUs(worker) {
      const source = sources.get(worker);
      return source === undefined ? null : headOf(source);
    },
    forget(worker) {
      assert((sources.get(worker)?.part ?? null) === null, "nothing of a forgotten spool waits");
      sources.delete(worker);
    },
  };
}

function newSource(worker: number): Source {
  return {
    ...{ worker, position: null, part: null, next: 0 },
    ...{ isShort: false, readAt: { ms: 0, us: 0 }, isAtEnd: false },
  };
}

/** Something of it waits, or it was found at its end; else it must be read first. */
function isKnown({ part, isAtEnd }: Source): boolean {
  return part !== null || isAtEnd;
}

function headOf({ part, next }: Source): number | null {
  return part?.records[next]?.receivedAtUs ?? null;
}

/** Of records of the same time, that of the first worker. */
function oldestOf(sources: readonly Source[]): Source | null {
  let oldest: Source | null = null;
  let oldestUs = Number.POSITIVE_INFINITY;
  for (const source of sources) {
    const headUs = headOf(source);
    if (headUs === null || headUs > oldestUs) continue;
    if (headUs === oldestUs && oldest !== null && oldest.worker < source.worker) continue;
    oldest = source;
    oldestUs = headUs;
  }
  return oldest;
}

type Taken = { readonly records: SpoolRecord[]; readonly workers: number[] };

/** The records of one spool until another's turn; how many. */
function takeRun(
  source: Source,
  taken: Taken,
  { untilUs, roomFor }: { readonly untilUs: number; readonly roomFor: number },
): number {
  const { part, next, worker } = source;
  if (part === null) return 0;
  let at = next;
  for (; at < part.records.length && at - next < roomFor; at += 1) {
    const record = part.records[at];
    if (record === undefined || record.receivedAtUs > untilUs) break;
    taken.records.push(record);
    taken.workers.push(worker);
  }
  if (at === part.records.length) {
    source.part = null;
    source.isAtEnd = false;
    source.position = part.position;
  } else if (at > next) {
    const { segment } = part.position;
    source.position = { segment, offset: part.endOffsets[at - 1] ?? 0 };
  }
  source.next = at;
  return at - next;
}
