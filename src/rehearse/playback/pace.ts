/** Time as a replay needs it, so that a test may let a day pass in no time. */
import { setTimeout as delay } from "node:timers/promises";
import { createBucket } from "../../base/buckets.ts";

export type Pace = {
  /** Unit: ms since the epoch. */
  readonly nowMs: () => number;
  /** Ends early when the signal says so; never rejects. */
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
};

/** `setTimeout` takes no more. */
const SLEEP_MS_MAX = 2 ** 31 - 1;

export const realPace: Pace = {
  nowMs: () => Date.now(),
  sleep: (ms, signal) =>
    delay(Math.min(SLEEP_MS_MAX, ms), undefined, { signal }).catch(() => undefined),
};

export async function sleepUntil(atMs: number, pace: Pace, signal: AbortSignal): Promise<void> {
  for (let leftMs = atMs - pace.nowMs(); leftMs > 0 && !signal.aborted; ) {
    await pace.sleep(leftMs, signal);
    leftMs = atMs - pace.nowMs();
  }
}

/** One more is let through, at most so many in a second, of all that ask. */
export type Turnstile = (signal: AbortSignal) => Promise<void>;

export function createTurnstile(perSecond: number, pace: Pace): Turnstile {
  const bucket = createBucket({ max: perSecond, fillMs: 1_000 });
  return async (signal) => {
    for (let ms = bucket.take(pace.nowMs()); ms > 0 && !signal.aborted; ) {
      await pace.sleep(Math.ceil(ms), signal);
      ms = bucket.take(pace.nowMs());
    }
  };
}
