import { describe, expect, it } from "vitest";
import { createAllowance } from "../../src/relay/allowance.ts";

const SECOND_US = 1_000_000;

describe("an allowance", () => {
  it("gives its burst at once and counts what it refuses", () => {
    const allowance = createAllowance({ burst: 2, everyMs: 1000 });
    const nowUs = 1_700_000_000 * SECOND_US;
    expect([1, 2, 3, 4].map(() => allowance.take(nowUs))).toEqual([true, true, false, false]);
    expect(allowance.takeRefused()).toBe(2);
    expect(allowance.takeRefused()).toBe(0);
  });

  it("gives one back per interval, up to the burst", () => {
    const allowance = createAllowance({ burst: 2, everyMs: 1000 });
    const at = (seconds: number) => allowance.take((1_700_000_000 + seconds) * SECOND_US);
    expect([at(0), at(0), at(0.9)]).toEqual([true, true, false]);
    expect([at(1), at(1.5)]).toEqual([true, false]);
    expect([at(2.4), at(2.9), at(3)]).toEqual([true, false, true]);
    expect([at(60), at(60), at(60)]).toEqual([true, true, false]);
  });

  it("goes on when the clock is set back", () => {
    const allowance = createAllowance({ burst: 1, everyMs: 1000 });
    const at = (seconds: number) => allowance.take((1_700_000_000 + seconds) * SECOND_US);
    expect([at(0), at(0)]).toEqual([true, false]);
    expect([at(-3_600), at(-3_599.5), at(-3_599)]).toEqual([false, false, true]);
  });
});
