/**
 * When the spool writes. In: word that something was appended. Out: one asynchronous write at a
 * time of what has gathered, its retries, and word to those who wait for theirs.
 */
import { problemOf } from "../base/errors.ts";
import { limits } from "../base/limits.ts";
import type { Observe } from "../observe/events.ts";
import type { Group, GroupSpan } from "./group.ts";
import type { Intake } from "./intake.ts";
import type { Output } from "./output.ts";
import { failureOf } from "./retention.ts";

export type Pump = {
  /** Writes what is pending: when, is `createPace`'s. */
  readonly arm: () => void;
  /** One write; resolves with what went wrong, or null. */
  readonly step: () => Promise<unknown>;
  readonly whenWritten: (callback: () => void) => void;
  /** Lets everyone go who waits for a write that may take long. */
  readonly release: () => void;
  /** Writes what is left, as far as the disk takes it. */
  readonly close: () => Promise<void>;
};

export type PumpDeps = {
  readonly group: Group;
  readonly intake: Intake;
  readonly output: Output;
  readonly observe: Observe;
};

export function createPump(retryMs: number, deps: PumpDeps): Pump {
  const { group, intake, output, observe } = deps;
  const waiters = createWaiters(observe);
  const retry = createRetry(retryMs, arm);
  const pace = createPace(() => {
    if (!isClosing) void step();
  });
  let isClosing = false;
  let isFailing = false;
  let writing: Promise<unknown> | null = null;
  let written = 0;

  function arm(): void {
    if (isClosing || writing !== null || retry.isWaiting()) return;
    if (waiters.isAny() || group.pendingBytes() >= limits.spoolChunkBytes) pace.now();
    else pace.soon();
  }

  function step(): Promise<unknown> {
    pace.began(group.pendingBytes());
    writing ??= write().finally(() => {
      writing = null;
      if (group.pendingBytes() > 0 || intake.isOverflowed()) arm();
    });
    return writing;
  }

  async function write(): Promise<unknown> {
    intake.settle();
    const span = group.next();
    if (span === null) return null;
    try {
      written += await writeSome(span, group, output);
    } catch (problem) {
      if (!isFailing) observe(failureOf(problem));
      isFailing = true;
      waiters.callTo(Number.POSITIVE_INFINITY);
      if (!isClosing) retry.wait();
      return problem;
    }
    if (isFailing && !intake.isOverflowed()) observe({ name: "spoolRecovered", messages: 0 });
    isFailing = false;
    retry.reset();
    waiters.callTo(written);
    return null;
  }

  function whenWritten(callback: () => void): void {
    const isVain = isFailing || intake.isOverflowed() || isClosing;
    waiters.add(callback, isVain ? written : written + group.pendingBytes());
    waiters.callTo(written);
    if (waiters.isAny()) arm();
  }

  async function close(): Promise<void> {
    isClosing = true;
    retry.end();
    if (writing !== null) await writing;
    let problem: unknown = null;
    while (problem === null && (group.pendingBytes() > 0 || intake.untold() > 0)) {
      problem = await step();
    }
    waiters.callTo(Number.POSITIVE_INFINITY);
    await output.close();
  }

  const release = () => queueMicrotask(() => waiters.callTo(Number.POSITIVE_INFINITY));
  return { arm, step, whenWritten, release, close };
}

async function writeSome(span: GroupSpan, group: Group, output: Output): Promise<number> {
  const bytes = await output.write(span, group.isAtBoundary());
  if (bytes === 0) throw Object.assign(new Error("nothing was written"), { code: "ENOSPC" });
  group.wrote(bytes);
  return bytes;
}

type Retry = {
  /** Calls later; twice as late each time. */
  readonly wait: () => void;
  readonly isWaiting: () => boolean;
  readonly reset: () => void;
  readonly end: () => void;
};

function createRetry(firstMs: number, call: () => void): Retry {
  let waitMs = firstMs;
  let timer: NodeJS.Timeout | null = null;
  return {
    wait() {
      timer = setTimeout(() => {
        timer = null;
        call();
      }, waitMs).unref();
      waitMs = Math.min(2 * waitMs, limits.spoolRetryMsMax);
    },
    isWaiting: () => timer !== null,
    reset() {
      waitMs = firstMs;
    },
    end() {
      if (timer !== null) clearTimeout(timer);
    },
  };
}

type Pace = {
  /** At the end of this turn of the event loop. */
  readonly now: () => void;
  /** The same, but not sooner after the last write than the pace. */
  readonly soon: () => void;
  /** A write of so many bytes begins. */
  readonly began: (bytes: number) => void;
};

/**
 * Each write costs a thread's hand-over, ten times what an append costs. A message that comes alone
 * is written at the end of its turn; of many, those of 2 ms go together, of very many, those of 10.
 */
function createPace(call: () => void): Pace {
  let beganMs = Number.NEGATIVE_INFINITY;
  let paceMs: number = limits.spoolPaceMs;
  let isAtTurnsEnd = false;
  let timer: NodeJS.Timeout | null = null;

  const run = () => {
    if (timer !== null) clearTimeout(timer);
    timer = null;
    isAtTurnsEnd = false;
    call();
  };
  const now = () => {
    if (isAtTurnsEnd) return;
    isAtTurnsEnd = true;
    setImmediate(run);
  };
  return {
    now,
    soon() {
      if (isAtTurnsEnd || timer !== null) return;
      const waitMs = beganMs + paceMs - performance.now();
      if (waitMs > 0) timer = setTimeout(run, waitMs);
      else now();
    },
    began(bytes) {
      const nowMs = performance.now();
      paceMs = paceMsAfter(bytes, nowMs - beganMs);
      beganMs = nowMs;
    },
  };
}

/** How long the next write waits, when so many bytes have gathered in so long. */
export function paceMsAfter(bytes: number, ms: number): number {
  return bytes >= limits.spoolBusyBytes * ms ? limits.spoolBusyPaceMs : limits.spoolPaceMs;
}

type Waiters = {
  readonly isAny: () => boolean;
  readonly add: (callback: () => void, target: number) => void;
  /** Calls those whose bytes are written. */
  readonly callTo: (written: number) => void;
};

function createWaiters(observe: Observe): Waiters {
  let waiting: { readonly callback: () => void; readonly target: number }[] = [];

  function call(callback: () => void): void {
    try {
      callback();
    } catch (problem) {
      observe({ name: "bug", role: "relay", where: "spool waiter", problem: problemOf(problem) });
    }
  }

  return {
    isAny: () => waiting.length > 0,
    add(callback, target) {
      if (waiting.length >= limits.spoolWaitersMax) call(callback);
      else waiting.push({ callback, target });
    },
    callTo(written) {
      if (waiting.length === 0) return;
      const end = waiting.findIndex(({ target }) => target > written);
      const ready = end < 0 ? waiting : waiting.slice(0, end);
      waiting = end < 0 ? [] : waiting.slice(end);
      for (const { callback } of ready) call(callback);
    },
  };
}
