import { expect, it } from "vitest";
import {
  between,
  bounded,
  DAY,
  fitted,
  HOUR,
  lengthOf,
  MINUTE,
  moved,
  parseSpan,
  SECOND,
  spanOf,
  textOfSpan,
  ticksOf,
  zoomed,
} from "../../../src/ui/lib/span.ts";

const day = spanOf("2026-11-21T00:00:00Z", "2026-11-22T00:00:00Z");

it("is read from an address, and written into one", () => {
  expect(textOfSpan(day)).toEqual({
    from: "2026-11-21T00:00:00.000Z",
    to: "2026-11-22T00:00:00.000Z",
  });
  expect(parseSpan("2026-11-21T00:00:00Z", "2026-11-22T00:00:00Z")).toEqual(day);
  expect(parseSpan("2026-11-22", "2026-11-21")).toBeNull();
  expect(parseSpan("soon", "later")).toBeNull();
  expect(parseSpan("", "")).toBeNull();
});

it("is moved and zoomed, but never to nothing nor to forever", () => {
  expect(moved(day, 0.5).fromMs - day.fromMs).toBe(12 * HOUR);
  expect(moved(day, -1).toMs).toBe(day.fromMs);
  expect(lengthOf(zoomed(day, 2))).toBe(2 * DAY);
  expect(lengthOf(zoomed(day, 1e-9))).toBe(10 * SECOND);
  expect(lengthOf(bounded({ fromMs: 0, toMs: 999 * DAY }))).toBe(90 * DAY);
  expect(between(5 * MINUTE, MINUTE)).toEqual({ fromMs: MINUTE, toMs: 5 * MINUTE });
});

it("has marks at round times, not more than asked for", () => {
  expect(ticksOf(day, 4, "utc").map(({ label }) => label)).toEqual([
    ...["21 Nov", "06:00", "12:00", "18:00", "22 Nov"],
  ]);
  const short = { fromMs: day.fromMs + 1, toMs: day.fromMs + 20_001 };
  expect(ticksOf(short, 5, "utc").map(({ label }) => label)).toEqual([
    ...["00:00:05", "00:00:10", "00:00:15", "00:00:20"],
  ]);
  for (const length of [20 * SECOND, 7 * MINUTE, 5 * HOUR, 3 * DAY, 30 * DAY, 90 * DAY]) {
    for (const zone of ["utc", "local"] as const) {
      const ticks = ticksOf({ fromMs: day.fromMs, toMs: day.fromMs + length }, 8, zone);
      expect(ticks.length).toBeGreaterThan(0);
      expect(ticks.length).toBeLessThanOrEqual(9);
    }
  }
});

it("is fitted to what began within it, not to less than some minutes", () => {
  const { fromMs, toMs } = fitted(day, day.toMs - 100 * MINUTE);
  expect([toMs, Math.round((toMs - fromMs) / MINUTE)]).toEqual([day.toMs, 103]);
  expect(lengthOf(fitted(day, day.toMs - SECOND))).toBe(5 * MINUTE);
  expect(fitted(day, day.fromMs - HOUR)).toEqual(day);
  expect(fitted(day, day.toMs + HOUR)).toEqual(day);
});
