import { describe, expect, it } from "vitest";
import { createSystemClock, isoFromUs } from "../../src/base/clock.ts";

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
});

describe("isoFromUs", () => {
  it("keeps all six decimals", () => {
    expect(isoFromUs(1_700_000_000_000_001)).toBe("2023-11-14T22:13:20.000001Z");
    expect(isoFromUs(1_700_000_000_123_456)).toBe("2023-11-14T22:13:20.123456Z");
    expect(isoFromUs(0)).toBe("1970-01-01T00:00:00.000000Z");
  });
});
