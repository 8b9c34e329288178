/**
 * The reading end of the spool: records in the order they were appended, from a committed position
 * on, for as long as the relay writes. In: a directory that another process writes and deletes
 * from. Out: records whose payloads stay valid, ranges that were damaged, segments that were gone.
 *
 * At the end it looks again every few milliseconds. It goes on to the next segment once that
 * exists, because nothing is then added to the one before. A segment deleted while open is read to
 * its end.
 */
import { assert } from "../base/assert.ts";
import { systemCodeOf } from "../base/errors.ts";
import { limits } from "../base/limits.ts";
import type { Observe } from "../observe/events.ts";
import type { Disk } from "./disk.ts";
import { createPauses } from "./pauses.ts";
import type { SpoolPosition, SpoolRecord } from "./record.ts";
import { listSegments, segmentPath } from "./segment.ts";
import { openSegmentReader, type SegmentReader, type SegmentStep } from "./segment-reader.ts";

export type DamagedRange = {
  readonly segment: number;
  readonly offset: number;
  readonly bytes: number;
};

export type FollowerRead = {
  readonly records: readonly SpoolRecord[];
  /** Of what comes after all that is returned here. Commit it once that is dealt with. */
  readonly position: SpoolPosition;
  /** Where each record ends, in the position's segment: those of one read are all in one. */
  readonly endOffsets: readonly number[];
  /** Bytes that were no records; they are skipped. */
  readonly damaged?: readonly DamagedRange[];
  /** The segment asked for no longer exists; what there was to tell of it is in gap records. */
  readonly missed?: { readonly segment: number; readonly next: number };
};

export type ReadLimits = {
  /** At least one record is returned where there is one, whatever its size. */
  readonly recordsMax: number;
  readonly bytesMax: number;
  /** Longest wait for a first record. */
  readonly waitMs: number;
};

export type Follower = {
  /**
   * Resolves with nothing when `waitMs` is over or the follower is closed. Rejects with
   * SPOOL_FORMAT_UNKNOWN. One at a time.
   */
  readonly read: (wanted: ReadLimits) => Promise<FollowerRead>;
  /** Ends a waiting read at once. */
  readonly close: () => Promise<void>;
};

/** Opens nothing yet. `from: null` is the oldest record there is. */
export function openFollower(
  config: { readonly dir: string; readonly from: SpoolPosition | null },
  deps: { readonly disk: Disk; readonly observe: Observe },
): Follower {
  const pauses = createPauses();
  const walk = createWalk(config, deps);
  let reading: Promise<FollowerRead> | null = null;

  /** What a failed read had found already is found again by the next. */
  async function readOrRewind(wanted: ReadLimits): Promise<FollowerRead> {
    const from = walk.position();
    try {
      return await readOn(wanted);
    } catch (problem) {
      await walk.rewind(from);
      throw problem;
    }
  }

  async function readOn(wanted: ReadLimits): Promise<FollowerRead> {
    const batch = createBatch(wanted, deps.observe);
    const deadlineMs = performance.now() + wanted.waitMs;
    for (;;) {
      const progress = pauses.isOver() ? "end" : await walk.advance(batch);
      if (progress === "more") continue;
      const leftMs = deadlineMs - performance.now();
      if (progress === "full" || batch.isWorthReturning() || pauses.isOver() || leftMs <= 0) {
        return batch.result(walk.position());
      }
      await pauses.wait(Math.min(limits.followPollMs, leftMs));
    }
  }

  return {
    read(wanted) {
      assert(reading === null, "a follower has one read at a time");
      reading = readOrRewind(wanted).finally(() => {
        reading = null;
      });
      return reading;
    },
    async close() {
      pauses.end();
      await reading?.catch(() => null);
      await walk.close();
    },
  };
}

type Batch = {
  readonly take: (step: SegmentStep, at: SpoolPosition) => void;
  /** False when the batch is full before all that was read is taken. */
  readonly takeAll: (reader: SegmentReader, segment: number) => boolean;
  readonly miss: (missed: { readonly segment: number; readonly next: number }) => void;
  readonly isWorthReturning: () => boolean;
  readonly result: (position: SpoolPosition) => FollowerRead;
};

function createBatch(wanted: ReadLimits, observe: Observe): Batch {
  const records: SpoolRecord[] = [];
  const endOffsets: number[] = [];
  const damaged: DamagedRange[] = [];
  let missed: { readonly segment: number; readonly next: number } | null = null;
  let bytes = 0;

  /** `at`: behind the step. */
  function take(step: SegmentStep, { segment, offset }: SpoolPosition): void {
    if (step.type === "record") {
      records.push(step.record);
      endOffsets.push(offset);
      bytes += step.bytes;
    } else if (step.type === "damaged") {
      const range = { segment, offset: step.offset, bytes: step.bytes };
      damaged.push(range);
      observe({ name: "spoolDamaged", ...range });
    }
  }

  return {
    take,
    takeAll(reader, segment) {
      while (records.length < wanted.recordsMax && bytes < wanted.bytesMax) {
        const step = reader.step();
        if (step.type === "more") return true;
        take(step, { segment, offset: reader.offset() });
      }
      return false;
    },
    miss(gone) {
      missed = { segment: missed?.segment ?? gone.segment, next: gone.next };
    },
    isWorthReturning: () => records.length > 0 || damaged.length > 0 || missed !== null,
    result: (position) => ({
      records,
      endOffsets,
      position,
      ...(damaged.length > 0 ? { damaged } : {}),
      ...(missed === null ? {} : { missed }),
    }),
  };
}

type Walk = {
  /**
   * Reads some: "more" to come back at once, "full" when the batch is, "end" when nothing is there.
   */
  readonly advance: (batch: Batch) => Promise<"more" | "full" | "end">;
  readonly position: () => SpoolPosition;
  readonly rewind: (position: SpoolPosition) => Promise<void>;
  readonly close: () => Promise<void>;
};

function createWalk(
  config: { readonly dir: string; readonly from: SpoolPosition | null },
  deps: { readonly disk: Disk },
): Walk {
  const { dir } = config;
  const { disk } = deps;
  let at: SpoolPosition = config.from ?? { segment: 0, offset: 0 };
  let reader: SegmentReader | null = null;

  /** The segment of the position, or else the next that exists. */
  async function open(batch: Batch): Promise<SegmentReader | null> {
    const wanted = at.segment;
    if (wanted > 0) reader = await tryOpen(dir, at, disk);
    if (reader !== null) return reader;
    const segments = await listSegments(dir, disk);
    // Numbers only grow: a position beyond all of them belongs to a spool that was taken away.
    const next = segments.find((segment) => segment > wanted) ?? segments[0];
    if (next === undefined || next === wanted) return null;
    reader = await tryOpen(dir, { segment: next, offset: 0 }, disk);
    if (reader === null) return null;
    if (wanted > 0) batch.miss({ segment: wanted, next });
    at = { segment: next, offset: 0 };
    return reader;
  }

  async function leave(): Promise<void> {
    const left = reader;
    reader = null;
    await left?.close();
  }

  async function advance(batch: Batch): Promise<"more" | "full" | "end"> {
    const current = reader ?? (await open(batch));
    if (current === null) return "end";
    if (!batch.takeAll(current, at.segment)) return "full";
    if ((await current.fill()) > 0) return "more";
    // Whoever has records to return does so; what the end means can be found out next time.
    if (batch.isWorthReturning()) return "end";
    const next = (await listSegments(dir, disk)).find((segment) => segment > at.segment);
    // What was added before the successor appeared may have come after the look above.
    if (next !== undefined && (await current.fill()) > 0) return "more";
    const step = current.atEnd(next !== undefined);
    batch.take(step, { segment: at.segment, offset: current.offset() });
    if (step.type !== "more") return "more";
    if (next === undefined) return "end";
    await leave();
    at = { segment: next, offset: 0 };
    return "more";
  }

  return {
    advance,
    position: () => ({ segment: at.segment, offset: reader?.offset() ?? at.offset }),
    async rewind(position) {
      await leave();
      at = position;
    },
    close: leave,
  };
}

/** Null where there is no such segment. */
async function tryOpen(
  dir: string,
  { segment, offset }: SpoolPosition,
  disk: Disk,
): Promise<SegmentReader | null> {
  const path = segmentPath(dir, segment);
  const options = { path, offset, readBytes: limits.followReadBytes, isCopied: true };
  try {
    return await openSegmentReader(options, disk);
  } catch (problem) {
    if (systemCodeOf(problem) === "ENOENT") return null;
    throw problem;
  }
}
