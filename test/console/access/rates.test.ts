import { expect, it } from "vitest";
import { limits } from "../../../src/base/limits.ts";
import { createRates } from "../../../src/console/access/rates.ts";
import { handClock } from "./keys.ts";

it("gives as many as a minute has at once, and then one at a time", () => {
  const { nowMs, go } = handClock(0);
  const rates = createRates(10, nowMs);
  const taken = Array.from({ length: 11 }, () => rates.take("a"));
  expect(taken).toEqual([...Array.from({ length: 10 }, () => 0), 6]);
  expect(rates.wait("b")).toBe(0);
  go(5_999);
  expect(rates.wait("a")).toBe(1);
  go(2);
  expect([rates.take("a"), rates.take("a")]).toEqual([0, 6]);
  go(600_000);
  expect(
    Array.from({ length: 11 }, () => rates.take("a")).filter((each) => each === 0),
  ).toHaveLength(10);
});

it("remembers a bounded number of askers", () => {
  const rates = createRates(1, () => 0);
  rates.take("first");
  for (let n = 0; n < limits.callersCountedMax; n += 1) rates.take(`n${n}`);
  expect([rates.wait("first"), rates.wait(`n${limits.callersCountedMax - 1}`)]).toEqual([0, 60]);
});
