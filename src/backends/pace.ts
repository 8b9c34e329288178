/**
 * How much is read of who sends: so much at once, then one per interval; what goes beyond is a debt
 * that time pays off. Time comes in as data, so that a test needs no clock.
 */
export type Pace = {
  /** How long nothing more should be read. Unit: ms. */
  readonly spend: (cost: number, nowUs: number) => number;
};

export function createPace({ burst, everyMs }: { burst: number; everyMs: number }): Pace {
  let left = burst;
  let countedToUs: number | null = null;
  return {
    spend(cost, nowUs) {
      // The clock may have been set back.
      const passedUs = Math.max(0, nowUs - (countedToUs ?? nowUs));
      countedToUs = nowUs;
      left = Math.min(burst, left + passedUs / 1000 / everyMs) - cost;
      return left >= 0 ? 0 : -left * everyMs;
    },
  };
}
