/**
 * Which stretches of time a search looks at, one after the other: from the near end of its range,
 * each four times as long as the one before as long as they are quick. Together they are the range
 * without a gap or an overlap, so that nothing is missed and nothing found twice.
 */
import { limits } from "../base/limits.ts";

/** From, inclusive, to, exclusive. Unit: µs. */
export type Range = { readonly fromUs: number; readonly toUs: number };
export type Order = "newest" | "oldest";

export type Windows = {
  /** Null at the end of the range. */
  readonly next: (lastMs: number) => Range | null;
};

const WIDER = 4;

export function createWindows(
  range: Range,
  order: Order,
  firstUs = limits.searchWindowMs * 1000,
): Windows {
  let { fromUs, toUs } = range;
  let widthUs = firstUs / WIDER;
  return {
    next(lastMs) {
      if (fromUs >= toUs) return null;
      if (lastMs < limits.searchWidenMsMax) widthUs *= WIDER;
      if (order === "newest") {
        const window = { fromUs: Math.max(fromUs, toUs - widthUs), toUs };
        toUs = window.fromUs;
        return window;
      }
      const window = { fromUs, toUs: Math.min(toUs, fromUs + widthUs) };
      fromUs = window.toUs;
      return window;
    },
  };
}
