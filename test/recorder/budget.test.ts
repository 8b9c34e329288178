import { expect, it } from "vitest";
import { limits } from "../../src/base/limits.ts";
import { createBudget } from "../../src/recorder/budget.ts";

const long = limits.timedMessageBytesMin + 1;

it("is over when a long message has taken its time, and whole again for the next", () => {
  let nowMs = 1_000;
  const budget = createBudget(250, () => nowMs);
  budget.begin(long);
  nowMs += 250;
  expect(budget.isOver()).toBe(false);
  nowMs += 1;
  expect(budget.isOver()).toBe(true);
  budget.begin(long);
  expect(budget.isOver()).toBe(false);
});

it("does not time short messages, nor where there is none", () => {
  let nowMs = 0;
  for (const [ms, bytes] of [
    [250, long - 1],
    [null, long],
  ] as const) {
    const budget = createBudget(ms, () => nowMs);
    budget.begin(bytes);
    nowMs += 60_000;
    expect(budget.isOver()).toBe(false);
  }
});
