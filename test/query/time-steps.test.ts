import { expect, it } from "vitest";
import { limits } from "../../src/base/limits.ts";
import { timeStepsOf } from "../../src/query/time-steps.ts";

const HOUR = 3_600e6;
const at = (iso: string) => Date.parse(iso) * 1000;

it("steps are whole minutes, hours or days, from a full one on", () => {
  const fromUs = at("2026-11-21T09:07:30Z");
  expect(timeStepsOf({ fromUs, toUs: fromUs + 24 * HOUR })).toEqual({
    fromUs: at("2026-11-21T09:00:00Z"),
    stepUs: HOUR / 2,
    count: 49,
  });
  expect(timeStepsOf({ fromUs, toUs: fromUs + 30 * 24 * HOUR })).toMatchObject({
    fromUs: at("2026-11-21T00:00:00Z"),
    stepUs: 12 * HOUR,
  });
});

it("there are never more than the limit, and always one", () => {
  for (const spanUs of [0, 1, 59e6, HOUR, 90 * 24 * HOUR, 4e5 * HOUR, 9e8 * HOUR]) {
    const fromUs = at("2026-11-21T09:07:30Z");
    const { count, fromUs: firstUs, stepUs } = timeStepsOf({ fromUs, toUs: fromUs + spanUs });
    expect(count).toBeGreaterThanOrEqual(1);
    expect(count).toBeLessThanOrEqual(limits.trendStepsMax);
    expect(firstUs + count * stepUs).toBeGreaterThanOrEqual(fromUs + spanUs);
  }
});
