import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { createRepeats } from "../../src/observe/repeats.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it("lets the first lines of a kind through and tells the number of the rest", () => {
  const told: string[] = [];
  const repeats = createRepeats({ linesMax: 2, windowMs: 1000 }, (kind, count) =>
    told.push(`${kind} ${count}`),
  );
  const admitted = Array.from({ length: 5 }, () => repeats.admit("a"));
  expect(admitted).toEqual([true, true, false, false, false]);
  expect(repeats.admit("b")).toBe(true);
  expect(told).toEqual([]);
  vi.advanceTimersByTime(1000);
  expect(told).toEqual(["a 3"]);
  expect(repeats.admit("a")).toBe(true);
});

it("tells what is untold at the end", () => {
  const told: string[] = [];
  const repeats = createRepeats({ linesMax: 1, windowMs: 1000 }, (kind, count) =>
    told.push(`${kind} ${count}`),
  );
  repeats.admit("a");
  repeats.admit("a");
  repeats.flush();
  expect(told).toEqual(["a 1"]);
  vi.advanceTimersByTime(1000);
  expect(told).toEqual(["a 1"]);
});
