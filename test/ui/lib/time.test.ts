import { expect, it } from "vitest";
import { ago, clock, day, dayAndClock, lengthOfTime } from "../../../src/ui/lib/time.ts";

const iso = "2026-11-21T09:00:00.123456Z";

it("writes times in UTC as they were recorded", () => {
  expect(day(iso, "utc")).toBe("2026-11-21");
  expect(clock(iso, "utc")).toBe("09:00:00.123");
  expect(dayAndClock(iso, "utc")).toBe("2026-11-21 09:00:00.123");
  expect(dayAndClock(iso, "local")).toMatch(/^2026-11-2\d \d\d:\d\d:00\.123$/);
});

it("words lengths of time", () => {
  expect([80, 1_500, 12_000, 180_000, 7_200_000, 200_000_000].map(lengthOfTime)).toEqual([
    ...["80 ms", "1.5 s", "12 s", "3 min", "2 h", "2 days"],
  ]);
  expect(ago(iso, Date.parse(iso) + 5_000)).toBe("5 s ago");
});
