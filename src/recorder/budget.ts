/**
 * Time for the rules on one message: those behind it wait. Only long messages can take long, and
 * asking the clock costs as much as a rule, so only they are timed.
 */
import { limits } from "../base/limits.ts";

export type Budget = {
  /** A message of so many bytes is next. */
  readonly begin: (bytes: number) => void;
  readonly isOver: () => boolean;
};

/** `ms` null: as long as it takes. */
export function createBudget(ms: number | null, nowMs: () => number = timeMs): Budget {
  let untilMs = Number.POSITIVE_INFINITY;
  return {
    begin(bytes) {
      const isTimed = ms !== null && bytes > limits.timedMessageBytesMin;
      untilMs = isTimed ? nowMs() + ms : Number.POSITIVE_INFINITY;
    },
    isOver: () => untilMs !== Number.POSITIVE_INFINITY && nowMs() > untilMs,
  };
}

function timeMs(): number {
  return performance.now();
}
