/**
 * How often somebody may ask: so many calls a minute, and at once. Promised: bounded in askers.
 */
import { createBuckets } from "../../base/buckets.ts";
import { limits } from "../../base/limits.ts";

export type Rates = {
  /** 0: go on, and it is counted. Else how long to wait. Unit: s. */
  readonly take: (key: string) => number;
  /** The same without counting. */
  readonly wait: (key: string) => number;
};

export function createRates(perMinute: number, nowMs: () => number): Rates {
  const keysMax = limits.callersCountedMax;
  const bucketOf = createBuckets({ max: perMinute, fillMs: 60_000, keysMax });
  const secondsOf = (ms: number) => Math.ceil(ms / 1000);
  return {
    take: (key) => secondsOf(bucketOf(key).take(nowMs())),
    wait: (key) => secondsOf(bucketOf(key).waitMs(nowMs())),
  };
}
