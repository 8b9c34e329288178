/** How long a station waits before it dials again: longer each time, and never as a fleet. */
import type { Random } from "./random.ts";

export type BackOff = {
  /** Counts a failure; null: it does not dial again. Simulated ms. */
  readonly nextMs: (nowMs: number) => number | null;
  readonly succeeded: () => void;
  /** Not before then, whatever succeeds or fails. */
  readonly stayAway: (untilMs: number) => void;
  readonly isAway: (nowMs: number) => boolean;
};

/** Doublings of the back-off; more would overflow. */
const DOUBLINGS_MAX = 20;

export function createBackOff(
  range: { readonly minMs: number; readonly maxMs: number } | null,
  random: Random,
): BackOff {
  let failures = 0;
  let awayUntilMs = Number.NEGATIVE_INFINITY;
  return {
    nextMs(nowMs) {
      if (range === null) return null;
      const waitMs = range.minMs * 2 ** Math.min(failures, DOUBLINGS_MAX);
      failures += 1;
      // Spread by a quarter to each side, so that a fleet does not come back as one.
      const spread = 0.75 + random.fraction() / 2;
      return Math.max(Math.min(range.maxMs, waitMs) * spread, awayUntilMs - nowMs);
    },
    succeeded() {
      failures = 0;
    },
    stayAway(untilMs) {
      awayUntilMs = untilMs;
      failures = 0;
    },
    isAway: (nowMs) => nowMs < awayUntilMs,
  };
}
