/**
 * The segment being written: one after the other, synced now and then. In: spans of whole records.
 * Out: how much of them the operating system has taken.
 *
 * The next segment is prepared while the current one fills; changing over costs one rename, during
 * which appends go on into memory. Only one `write` at a time may be under way.
 */
import type { Clock } from "../base/clock.ts";
import { limits } from "../base/limits.ts";
import type { Disk } from "./disk.ts";
import { HEADER_BYTES, type RecordKey } from "./format.ts";
import type { GroupSpan } from "./group.ts";
import { type OpenSegment, prepareSegment, publishSegment, SEGMENT_STEP } from "./segment.ts";

export type Output = {
  /** Resolves with the bytes taken, possibly fewer; rejects where the disk refuses. */
  readonly write: (span: GroupSpan, isAtBoundary: boolean) => Promise<number>;
  readonly writingBytes: () => number;
  /** Syncs and closes. */
  readonly close: () => Promise<void>;
};

export type OutputConfig = {
  readonly dir: string;
  readonly segmentBytesMax: number;
  readonly fsyncMs: number;
  readonly key: RecordKey;
  readonly relayRun: string;
  readonly firstNumber: number;
};

export type OutputDeps = {
  readonly clock: Clock;
  readonly disk: Disk;
  /** A segment got its successor. */
  readonly sealed: (segment: number, bytes: number) => void;
  /** A sync or a close failed, or (null) a sync succeeded. */
  readonly synced: (problem: unknown) => void;
};

/** How far beyond its bound a segment may grow while its successor cannot be made. */
const OVERGROWN = 2;

export function createOutput(config: OutputConfig, deps: OutputDeps): Output {
  let segment: OpenSegment | null = null;
  const next = createNext(config, deps);
  const retiring = new Set<Promise<void>>();
  const syncer = createSyncer(config.fsyncMs, {
    sync: async () => segment?.file.sync(),
    synced: deps.synced,
  });

  function isFull(current: OpenSegment, bytes: number): boolean {
    return current.bytes > HEADER_BYTES && current.bytes + bytes > config.segmentBytesMax;
  }

  async function changeOver(old: OpenSegment | null): Promise<OpenSegment> {
    const mayWait = old !== null && old.bytes < OVERGROWN * config.segmentBytesMax;
    if (mayWait && !next.isReady()) {
      next.prepare();
      return old;
    }
    const current = await next.publish();
    segment = current;
    retire(old);
    return current;
  }

  /** In the background: the new name and the old segment's last bytes are made to last. */
  function retire(old: OpenSegment | null): void {
    const syncing = syncer.idle();
    const retired = finish(old, syncing)
      .catch(deps.synced)
      .finally(() => retiring.delete(retired));
    retiring.add(retired);
    if (old !== null) deps.sealed(old.number, old.bytes);
  }

  async function finish(old: OpenSegment | null, syncing: Promise<void>): Promise<void> {
    await syncing;
    try {
      await old?.file.sync();
      await deps.disk.syncDir(config.dir);
    } finally {
      await old?.file.close();
    }
  }

  async function write(span: GroupSpan, isAtBoundary: boolean): Promise<number> {
    const stays = segment !== null && !(isAtBoundary && isFull(segment, span.length));
    const current = stays && segment !== null ? segment : await changeOver(segment);
    const { buffer, from, length } = span;
    const bytes = await current.file.write(buffer, { from, length, position: current.bytes });
    current.bytes += bytes;
    syncer.wrote();
    if (current.bytes * 2 > config.segmentBytesMax) next.prepare();
    return bytes;
  }

  async function close(): Promise<void> {
    await next.close();
    await syncer.close();
    await Promise.all(retiring);
    await segment?.file.close();
  }

  return { write, writingBytes: () => segment?.bytes ?? 0, close };
}

type Next = {
  readonly isReady: () => boolean;
  /** Begins to make it, in the background. */
  readonly prepare: () => void;
  /** Gives it its name, and makes it first where that has not happened. */
  readonly publish: () => Promise<OpenSegment>;
  readonly close: () => Promise<void>;
};

/** The segment after the current one. */
function createNext(config: OutputConfig, deps: OutputDeps): Next {
  const { dir, key, relayRun } = config;
  let number = config.firstNumber;
  let ready: OpenSegment | null = null;
  let preparing: Promise<void> | null = null;
  /** By the clock that only counts. Unit: ms. */
  let mayPrepareAtMs = 0;
  let isClosed = false;

  const make = () =>
    prepareSegment({ dir, number, key, relayRun, createdAtUs: deps.clock.nowUs() }, deps.disk);

  async function makeAhead(): Promise<void> {
    try {
      ready = await make();
    } catch {
      // Told only if it is still so when there is no way around it: `publish` then rejects.
      mayPrepareAtMs = performance.now() + limits.spoolRetryMsMax;
    } finally {
      preparing = null;
    }
  }

  return {
    isReady: () => ready !== null,
    prepare() {
      if (ready !== null || preparing !== null || isClosed) return;
      if (performance.now() >= mayPrepareAtMs) preparing = makeAhead();
    },
    async publish() {
      if (preparing !== null) await preparing;
      const published = ready ?? (await make());
      ready = published;
      await publishSegment({ dir, number }, deps.disk);
      ready = null;
      number += SEGMENT_STEP;
      return published;
    },
    async close() {
      isClosed = true;
      if (preparing !== null) await preparing;
      await ready?.file.close();
    },
  };
}

type Syncer = {
  readonly wrote: () => void;
  /** Resolves when no sync is under way. */
  readonly idle: () => Promise<void>;
  readonly close: () => Promise<void>;
};

/** One sync per interval while there is something to sync; never two at a time. */
function createSyncer(
  fsyncMs: number,
  deps: { readonly sync: () => Promise<void>; readonly synced: (problem: unknown) => void },
): Syncer {
  let isDirty = false;
  let isClosed = false;
  let waitMs = fsyncMs;
  let timer: NodeJS.Timeout | null = null;
  let syncing: Promise<void> | null = null;

  function arm(): void {
    if (timer !== null || syncing !== null || isClosed || !isDirty) return;
    if (waitMs === 0) void run();
    else timer = setTimeout(() => void run(), waitMs).unref();
  }

  function run(): Promise<void> {
    if (timer !== null) clearTimeout(timer);
    timer = null;
    isDirty = false;
    syncing = deps
      .sync()
      .then(
        () => {
          waitMs = fsyncMs;
          deps.synced(null);
        },
        (problem: unknown) => {
          isDirty = true;
          waitMs = Math.max(fsyncMs, limits.spoolRetryMsMin);
          deps.synced(problem);
        },
      )
      .finally(() => {
        syncing = null;
        arm();
      });
    return syncing;
  }

  const idle = async () => {
    if (syncing !== null) await syncing;
  };

  return {
    wrote() {
      isDirty = true;
      arm();
    },
    idle,
    async close() {
      isClosed = true;
      if (timer !== null) clearTimeout(timer);
      await idle();
      if (isDirty) await run();
    },
  };
}
