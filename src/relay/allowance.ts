/**
 * How many records a peer may cause that are not messages: so many at once, then one per interval.
 * The rest is counted. Time comes in as data, so that a test needs no clock.
 */
export type Allowance = {
  /** False, and counted, where there is no room for one more. */
  readonly take: (nowUs: number) => boolean;
  /** What was refused since this was asked last. */
  readonly takeRefused: () => number;
};

export type AllowanceOptions = {
  readonly burst: number;
  /** Until one of the burst comes back. */
  readonly everyMs: number;
};

export function createAllowance({ burst, everyMs }: AllowanceOptions): Allowance {
  const everyUs = everyMs * 1000;
  let left = burst;
  let countedToUs = 0;
  let refused = 0;
  return {
    take(nowUs) {
      // The clock was set back: what is to come back comes from here on.
      countedToUs = Math.min(countedToUs, nowUs);
      const back = Math.floor((nowUs - countedToUs) / everyUs);
      if (back > 0) {
        left = Math.min(burst, left + back);
        countedToUs = left === burst ? nowUs : countedToUs + back * everyUs;
      }
      if (left === 0) {
        refused += 1;
        return false;
      }
      left -= 1;
      return true;
    },
    takeRefused() {
      const count = refused;
      refused = 0;
      return count;
    },
  };
}
