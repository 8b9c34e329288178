import { afterEach, describe, expect, it, vi } from "vitest";
import { createSystemClock, isoFromUs } from "../../src/base/clock.ts";
import { until } from "../support/until.ts";

afterEach(() => void vi.restoreAllMocks());

/** A wall clock and one that only counts, both set by hand. */
function clocks() {
  const at = { wallMs: 1_790_000_000_000, countMs: 5_000 };
  vi.spyOn(Date, "now").mockImplementation(() => at.wallMs);
  vi.spyOn(performance, "now").mockImplementation(() => at.countMs);
  const pass = (ms: number) => {
    at.wallMs += ms;
    at.countMs += ms;
  };
  return { at, pass };
}

describe("createSystemClock", () => {
  it("agrees with the wall clock and never goes back", () => {
    const clock = createSystemClock();
    let last = 0;
    for (let index = 0; index < 10_000; index++) {
      const now = clock.nowUs();
      expect(now).toBeGreaterThanOrEqual(last);
      last = now;
    }
    expect(Math.abs(last / 1000 - Date.now())).toBeLessThan(50);
  });

  it("stands still where the wall clock is corrected by less than a second", () => {
    const { at, pass } = clocks();
    const clock = createSystemClock();
    const before = clock.nowUs();
    pass(20);
    at.wallMs -= 900;
    expect(clock.nowUs()).toBe(before);
    pass(1_000);
    expect(clock.nowUs()).toBe(before + 120_000);
  });

  it.each([-6 * 3_600_000, 6 * 3_600_000])("follows a wall clock that is set by %s ms", (byMs) => {
    const { at, pass } = clocks();
    const clock = createSystemClock();
    const before = clock.nowUs();
    at.wallMs += byMs;
    pass(20);
    expect(clock.nowUs()).toBe(before + byMs * 1000 + 20_000);
    pass(7);
    expect(clock.nowUs()).toBe(before + byMs * 1000 + 27_000);
  });
});

describe("a clock that is set", () => {
  it.each([-6 * 3_600_000, 6 * 3_600_000])("by %s ms says so before it follows", async (byMs) => {
    const { at, pass } = clocks();
    const clock = createSystemClock();
    const before = clock.nowUs();
    const told: number[] = [];
    const end = clock.onSet?.((byUs) => told.push(byUs, clock.nowUs()));
    at.wallMs += byMs;
    pass(20);
    expect(clock.nowUs()).toBe(before + 20_000);
    await until(() => told.length > 0, "it is told");
    expect(told).toEqual([byMs * 1000, before + 20_000]);
    expect(clock.nowUs()).toBe(before + byMs * 1000 + 20_000);
    end?.();
    // Nobody wants to be told.
    at.wallMs += byMs;
    pass(20);
    expect(clock.nowUs()).toBe(before + 2 * byMs * 1000 + 40_000);
    expect(told).toHaveLength(2);
  });
});

describe("isoFromUs", () => {
  it("keeps all six decimals", () => {
    expect(isoFromUs(1_700_000_000_000_001)).toBe("2023-11-14T22:13:20.000001Z");
    expect(isoFromUs(1_700_000_000_123_456)).toBe("2023-11-14T22:13:20.123456Z");
    expect(isoFromUs(0)).toBe("1970-01-01T00:00:00.000000Z");
  });
});
