/**
 * Which segments stay. In: the sizes of the complete ones and the consumers' positions. What every
 * consumer has read is deleted; where all segments together exceed the bound, the oldest goes
 * unread and leaves its remains (`dropped.ts`) behind. The segment being written is never touched.
 *
 * A follower that holds a dropped segment open still reads it to its end and may so deliver
 * messages that a gap record tells of as well: such a gap counts for what did not arrive.
 */
import type { Clock } from "../base/clock.ts";
import { problemOf, systemCodeOf } from "../base/errors.ts";
import { limits } from "../base/limits.ts";
import type { Observe } from "../observe/events.ts";
import { type Disk, writeWhole } from "./disk.ts";
import { createRemains, type Remains } from "./dropped.ts";
import { createRecordEncoder } from "./encode.ts";
import type { RecordKey } from "./format.ts";
import { createGroup } from "./group.ts";
import { readPositions, slowestOf } from "./ledger.ts";
import type { SpoolPosition, SpoolRecord } from "./record.ts";
import { isRemnant, listSegments, prepareSegment, publishSegment, segmentPath } from "./segment.ts";
import { openSegmentReader } from "./segment-reader.ts";

export type Retention = {
  /** A segment is complete and may go from now on. */
  readonly sealed: (segment: number, bytes: number) => void;
  /** Deletes what may go. `writing`: bytes of the segment being written. Never rejects. */
  readonly tidy: (writing: () => number) => Promise<void>;
};

export type RetentionConfig = {
  readonly dir: string;
  readonly bytesMax: number;
  readonly key: RecordKey;
  readonly relayRun: string;
};

type Deps = { readonly clock: Clock; readonly observe: Observe; readonly disk: Disk };

/** All segments that exist now count as complete: a writer begins with a new one. */
export async function openRetention(config: RetentionConfig, deps: Deps): Promise<Retention> {
  const sizes = new Map<number, number>();
  for (const segment of await listSegments(config.dir, deps.disk)) {
    sizes.set(segment, await deps.disk.sizeOf(segmentPath(config.dir, segment)));
  }
  return createRetention(config, { ...deps, sizes });
}

function createRetention(
  config: RetentionConfig,
  deps: Deps & { readonly sizes: Map<number, number> },
): Retention {
  const { sizes, disk, observe } = deps;
  let running: Promise<void> | null = null;
  let isFailing = false;

  const ascending = () => [...sizes.keys()].sort((a, b) => a - b);
  const total = () => [...sizes.values()].reduce((sum, bytes) => sum + bytes, 0);

  async function remove(segments: readonly number[]): Promise<void> {
    for (const segment of segments) {
      await disk.unlink(segmentPath(config.dir, segment));
      sizes.delete(segment);
    }
  }

  const removeBefore = (first: number) => remove(ascending().filter((n) => n < first));

  async function removeConsumed(): Promise<SpoolPosition | null> {
    const slowest = slowestOf(await readPositions(config.dir, disk));
    await removeBefore(slowest?.segment ?? 0);
    return slowest;
  }

  async function dropOldest(oldest: number, slowest: SpoolPosition | null): Promise<void> {
    const remains = createRemains();
    const going = ascending().filter((segment) => segment <= oldest);
    for (const segment of going) {
      const offset = slowest?.segment === segment ? slowest.offset : 0;
      await collect(remains, { config, deps, segment, offset, bytes: sizes.get(segment) ?? 0 });
    }
    const records = remains.records();
    if (records.length > 0) {
      const number = oldest + 1;
      sizes.set(number, await writeRemains(records, { config, deps, number }));
    }
    await remove(going);
    observe({ name: "segmentDropped", segment: oldest, messages: remains.messages() });
  }

  async function tidyOnce(writing: () => number): Promise<void> {
    try {
      // Remains hold everything unread before them: what a crash left there is told already.
      await removeBefore(ascending().findLast(isRemnant) ?? 0);
      let slowest = await removeConsumed();
      for (;;) {
        const oldest = ascending().find((segment) => !isRemnant(segment));
        if (oldest === undefined || total() + writing() <= config.bytesMax) break;
        await dropOldest(oldest, slowest);
        slowest = await removeConsumed();
      }
      isFailing = false;
    } catch (problem) {
      if (!isFailing) observe(failureOf(problem));
      isFailing = true;
    }
  }

  return {
    sealed: (segment, bytes) => void sizes.set(segment, bytes),
    tidy(writing) {
      running ??= tidyOnce(writing).finally(() => {
        running = null;
      });
      return running;
    },
  };
}

export function failureOf(problem: unknown): Parameters<Observe>[0] {
  const code = systemCodeOf(problem) ?? "SPOOL_WRITE_FAILED";
  return { name: "spoolWriteFailed", code, problem: problemOf(problem) };
}

type Place = { readonly config: RetentionConfig; readonly deps: Deps };

/** Reads in small pieces: the event loop turns in between. */
async function collect(
  remains: Remains,
  from: Place & { readonly segment: number; readonly offset: number; readonly bytes: number },
): Promise<void> {
  const { segment, deps } = from;
  const damaged = (offset: number, bytes: number) =>
    deps.observe({ name: "spoolDamaged", segment, offset, bytes });
  let readTo = from.offset;
  try {
    const reader = await openSegmentReader(
      {
        path: segmentPath(from.config.dir, segment),
        offset: from.offset,
        readBytes: limits.spoolScanBytes,
        isCopied: false,
      },
      deps.disk,
    );
    try {
      for (;;) {
        let step = reader.step();
        if (step.type === "more" && (await reader.fill()) > 0) continue;
        if (step.type === "more") step = reader.atEnd(true);
        if (step.type === "more") return;
        if (step.type === "record") remains.add(step.record, step.bytes);
        else damaged(step.offset, step.bytes);
        readTo = reader.offset();
      }
    } finally {
      await reader.close();
    }
  } catch {
    // Unreadable by us or by the disk: it goes all the same, or the bound would not hold. Said
    // aloud.
    damaged(readTo, Math.max(0, from.bytes - readTo));
  }
}

async function writeRemains(
  records: readonly SpoolRecord[],
  to: Place & { readonly number: number },
): Promise<number> {
  const { config, deps, number } = to;
  const { dir, key, relayRun } = config;
  const wanted = { dir, number, key, relayRun, createdAtUs: deps.clock.nowUs() };
  const segment = await prepareSegment(wanted, deps.disk);
  try {
    const encoder = createRecordEncoder(key);
    const group = createGroup(limits.spoolChunkBytes);
    const flush = async () => {
      for (let span = group.next(); span !== null; span = group.next()) {
        const bytes = span.buffer.subarray(span.from, span.from + span.length);
        await writeWhole(segment.file, bytes, segment.bytes);
        segment.bytes += bytes.length;
        group.wrote(bytes.length);
      }
    };
    for (const record of records) {
      group.append(encoder.measure(record), encoder.put);
      if (group.pendingBytes() > limits.spoolScanBytes) await flush();
    }
    await flush();
    await segment.file.sync();
  } finally {
    await segment.file.close();
  }
  await publishSegment({ dir, number }, deps.disk);
  await deps.disk.syncDir(dir);
  return segment.bytes;
}
