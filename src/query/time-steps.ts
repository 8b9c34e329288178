/**
 * A range of time → equal steps that a person reads without counting: whole minutes, hours or days,
 * on their full ones (UTC), few enough for the bars of a chart.
 */
import { limits } from "../base/limits.ts";
import type { Range } from "./windows.ts";

const SECOND = 1_000_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const STEPS_US: readonly number[] = [
  ...[SECOND, 5 * SECOND, 15 * SECOND, MINUTE, 5 * MINUTE, 15 * MINUTE, 30 * MINUTE],
  ...[HOUR, 3 * HOUR, 6 * HOUR, 12 * HOUR, DAY, 7 * DAY, 28 * DAY, 364 * DAY],
];

export type TimeSteps = {
  /** Where the first begins. */
  readonly fromUs: number;
  readonly stepUs: number;
  readonly count: number;
};

export function timeStepsOf({ fromUs, toUs }: Range): TimeSteps {
  const spanUs = Math.max(1, toUs - fromUs);
  // One more than the span has: neither end need be a full hour.
  const fits = (stepUs: number) => spanUs / stepUs <= limits.trendStepsMax - 1;
  const stepUs = STEPS_US.find(fits) ?? DAY * Math.ceil(spanUs / DAY / (limits.trendStepsMax - 1));
  const firstUs = Math.floor(fromUs / stepUs) * stepUs;
  return { fromUs: firstUs, stepUs, count: Math.max(1, Math.ceil((toUs - firstUs) / stepUs)) };
}
