import fc from "fast-check";
import { expect, it } from "vitest";
import { createTimeline } from "../../../src/rehearse/playback/timeline.ts";
import { DAY_US } from "./days.ts";

const START_MS = Date.UTC(2026, 10, 22, 3);
const HOUR_US = 3_600_000_000;

const fast = createTimeline({
  ...{ fromUs: DAY_US, toUs: DAY_US + 24 * HOUR_US, startMs: START_MS, speed: 100 },
});

it("brings the day closer together, and leaves what is before and after it at its distance", () => {
  expect(fast.dueMs(DAY_US)).toBe(START_MS);
  expect(fast.dueMs(DAY_US + HOUR_US)).toBe(START_MS + 36_000);
  expect(fast.retold(DAY_US - HOUR_US)).toBe("2026-11-22T02:00:00.000Z");
  expect(fast.retold(DAY_US + 24 * HOUR_US)).toBe("2026-11-22T03:14:24.000Z");
  expect(fast.retold(DAY_US + 48 * HOUR_US)).toBe("2026-11-23T03:14:24.000Z");
});

it("tells no time where there is none of four digits", () => {
  expect(fast.retold(Date.UTC(9999, 11, 31, 23) * 1000)).toBeNull();
  expect(fast.retold(Number.NaN)).toBeNull();
});

it("keeps the order of any two times, at any speed", () => {
  const times = fc.integer({ min: -400 * HOUR_US, max: 400 * HOUR_US });
  const speeds = fc.constantFrom(0.1, 1, 33, 100);
  fc.assert(
    fc.property(times, times, speeds, (one, other, speed) => {
      const span = { fromUs: DAY_US, toUs: DAY_US + 24 * HOUR_US };
      const { dueMs } = createTimeline({ ...span, startMs: START_MS, speed });
      const [first, last] = [Math.min(one, other), Math.max(one, other)];
      expect(dueMs(DAY_US + first)).toBeLessThanOrEqual(dueMs(DAY_US + last));
    }),
  );
});
