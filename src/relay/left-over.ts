/**
 * The CSMS's leg that is left over when a translated station has gone: no link any more, but its
 * CSMS may refuse the station for it, here or at another instance.
 */
import type { Clock } from "../base/clock.ts";
import type { Link, Links } from "./links.ts";

export type LeftOver = {
  /** The station's link, which has just ended. */
  readonly of: (ended: Link) => void;
  /** Whether the CSMS's leg is there without it. */
  readonly set: (isLeft: boolean) => void;
};

export function createLeftOver(
  links: Pick<Links, "addLeftOver" | "removeLeftOver">,
  clock: Clock,
): LeftOver {
  let last: Link | null = null;
  let left: Link | null = null;
  return {
    of(ended) {
      const heardAtUs = clock.nowUs();
      last = { ...ended, stationHeardAtUs: () => heardAtUs };
    },
    set(isLeft) {
      if (isLeft && left === null && last !== null) {
        left = last;
        links.addLeftOver(left);
      } else if (!isLeft && left !== null) {
        links.removeLeftOver(left);
        left = null;
      }
    },
  };
}
