import fc from "fast-check";
import { expect, it } from "vitest";
import { limits } from "../../src/base/limits.ts";
import { createWindows, type Order, type Range } from "../../src/query/windows.ts";

function all(
  range: Range,
  order: Order,
  durations: readonly number[] = [],
  firstUs?: number,
): Range[] {
  const windows = createWindows(range, order, firstUs);
  const found: Range[] = [];
  for (let window = windows.next(0); window !== null; ) {
    found.push(window);
    window = windows.next(durations[found.length - 1] ?? 0);
  }
  return found;
}

it("covers the range without a gap or an overlap, from the near end", () => {
  const us = fc.integer({ min: 0, max: 10 ** 15 });
  const durations = fc.array(fc.integer({ min: 0, max: 2 * limits.searchWidenMsMax }), {
    maxLength: 20,
  });
  fc.assert(
    fc.property(
      us,
      us,
      fc.constantFrom<Order>("newest", "oldest"),
      durations,
      (a, b, order, took) => {
        const range = { fromUs: Math.min(a, b), toUs: Math.max(a, b) };
        const found = all(range, order, took);
        const inTime = order === "newest" ? found.toReversed() : found;
        expect(inTime[0]?.fromUs ?? range.toUs).toBe(range.fromUs);
        expect(inTime.at(-1)?.toUs ?? range.fromUs).toBe(range.toUs);
        for (const [index, window] of inTime.entries()) {
          expect(window.toUs).toBeGreaterThan(window.fromUs);
          if (index > 0) expect(window.fromUs).toBe(inTime[index - 1]?.toUs);
        }
      },
    ),
  );
});

it("widens as long as the engine is quick, so that months take few questions", () => {
  const range = { fromUs: 0, toUs: 91 * 86_400_000_000 };
  expect(all(range, "newest").length).toBeLessThan(10);
  const [first, second, third] = all(range, "newest", [0, limits.searchWidenMsMax + 1]);
  const width = (window?: Range) => (window?.toUs ?? 0) - (window?.fromUs ?? 0);
  expect(width(second)).toBe(4 * width(first));
  expect(width(third)).toBe(width(second));
});

it("is the whole range at once where that is asked for", () => {
  expect(all({ fromUs: 5, toUs: 10 ** 15 }, "newest", [], Number.POSITIVE_INFINITY)).toEqual([
    { fromUs: 5, toUs: 10 ** 15 },
  ]);
});
