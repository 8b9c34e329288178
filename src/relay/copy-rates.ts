/** How much of a peer's traffic the copy follows; what is beyond it is relayed all the same. */
import { limits } from "../base/limits.ts";
import { type Allowance, createAllowance } from "./allowance.ts";

export type CopyRates = {
  /** Decompressed bytes by compressed ones, of one direction. */
  readonly inflateRatioMax: number;
  /** Of one direction, at once and again every minute. */
  readonly controlFramesPerMinute: number;
};

/** Where nothing is configured. */
export const defaultRates: CopyRates = {
  inflateRatioMax: limits.inflateRatioMax,
  controlFramesPerMinute: limits.controlFramesPerMinute,
};

export function controlFrameAllowance({ controlFramesPerMinute }: CopyRates): Allowance {
  return createAllowance({
    burst: controlFramesPerMinute,
    everyMs: 60_000 / controlFramesPerMinute,
  });
}
