import fc from "fast-check";
import { expect, it } from "vitest";
import { countRepeat, repeatsOfStation, timesTold } from "../../../src/findings/rules/repeats.ts";

const HOUR_US = 3_600_000_000;

it("tells the first, the tenth and the hundredth time", () => {
  const repeats = repeatsOfStation.begin();
  const told: (string | null)[] = [];
  for (let at = 1; at <= 100; at += 1) told.push(timesTold(countRepeat(repeats, "x", at)));
  expect(told.flatMap((text, index) => (text === null ? [] : [[index + 1, text]]))).toEqual([
    [1, ""],
    [10, ", for the 10th time"],
    [100, ", for the 100th time"],
  ]);
});

it("takes what was quiet for a day for news", () => {
  const repeats = repeatsOfStation.begin();
  expect(countRepeat(repeats, "x", 0)).toBe(1);
  expect(countRepeat(repeats, "x", 23 * HOUR_US)).toBe(2);
  expect(countRepeat(repeats, "x", 46 * HOUR_US)).toBe(3);
  expect(countRepeat(repeats, "x", 71 * HOUR_US)).toBe(1);
});

it("is bounded, and forgets what was said longest ago", () => {
  const repeats = repeatsOfStation.begin();
  for (let at = 0; at < 100; at += 1) countRepeat(repeats, `${at}${"x".repeat(1_000)}`, at);
  expect(repeats.size).toBe(32);
  expect([...repeats.keys()].at(-1)).toHaveLength(120);
  const saved = JSON.parse(JSON.stringify(repeatsOfStation.save(repeats)));
  expect(repeatsOfStation.parse(saved)).toEqual(repeats);
});

it("takes whatever was saved", () => {
  fc.assert(
    fc.property(fc.jsonValue(), (saved) => {
      expect(repeatsOfStation.parse(saved as never).size).toBeLessThanOrEqual(32);
    }),
  );
});
