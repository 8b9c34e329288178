import { expect, it } from "vitest";
import { createBucket, createBuckets } from "../../src/base/buckets.ts";

const MINUTE_MS = 60_000;

it("gives as many as it holds at once, and then one at a time", () => {
  const { take, waitMs } = createBucket({ max: 10, fillMs: MINUTE_MS });
  const taken = Array.from({ length: 11 }, () => take(0));
  expect(taken).toEqual([...Array.from({ length: 10 }, () => 0), 6_000]);
  expect(waitMs(3_000)).toBeCloseTo(3_000);
  expect(take(6_001)).toBe(0);
  expect(take(6_001)).toBeCloseTo(5_999);
});

it("never holds more than it is made for", () => {
  const { take } = createBucket({ max: 2, fillMs: MINUTE_MS });
  expect([take(0), take(0), take(0)]).toEqual([0, 0, 30_000]);
  const later = 90 * MINUTE_MS;
  expect([take(later), take(later), take(later)]).toEqual([0, 0, 30_000]);
});

it("gives nothing for a clock that goes back", () => {
  const { take } = createBucket({ max: 1, fillMs: MINUTE_MS });
  expect(take(10 * MINUTE_MS)).toBe(0);
  expect(take(0)).toBe(MINUTE_MS);
  expect(take(MINUTE_MS)).toBe(0);
});

it("forgets whoever was asked for longest ago", () => {
  const bucketOf = createBuckets({ max: 1, fillMs: MINUTE_MS, keysMax: 3 });
  for (const key of ["a", "b", "c", "a", "d"]) bucketOf(key).take(0);
  expect(bucketOf("a").waitMs(0)).toBe(MINUTE_MS);
  expect(bucketOf("b").waitMs(0), "it was forgotten").toBe(0);
});
