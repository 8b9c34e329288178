/**
 * How many messages may go: to each receiver in an hour, to all together in a minute. What was not
 * used is kept up to that number. Pure; time arrives in the calls.
 */
import { createBucket } from "../base/buckets.ts";
import { limits } from "../base/limits.ts";

/** Most messages an hour, by receiver. */
export type Rates = ReadonlyMap<string, number>;

const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;

/** The function says whether one more may go to a receiver now, and then counts it. */
export function createRates(rates: Rates): (receiver: string, nowUs: number) => boolean {
  const all = createBucket({ max: limits.alertMessagesPerMinuteMax, fillMs: MINUTE_MS });
  const own = new Map(
    [...rates].map(([name, max]) => [name, createBucket({ max, fillMs: HOUR_MS })]),
  );
  return (receiver, nowUs) => {
    const both = [own.get(receiver), all].filter((bucket) => bucket !== undefined);
    const nowMs = nowUs / 1000;
    if (both.some(({ waitMs }) => waitMs(nowMs) > 0)) return false;
    for (const { take } of both) take(nowMs);
    return true;
  };
}
