import { expect, it } from "vitest";
import { isoFromUs } from "../../src/base/clock.ts";
import { parseTime } from "../../src/query/time.ts";

const NOW_US = Date.UTC(2026, 10, 21, 12) * 1000;
const iso = (text: string) => {
  const us = parseTime(text, "from", NOW_US);
  return us === null ? null : isoFromUs(us);
};

it.each([
  ["2026-11-21T09:00:00.123456Z", "2026-11-21T09:00:00.123456Z"],
  ["2026-11-21T09:00:00.1Z", "2026-11-21T09:00:00.100000Z"],
  ["2026-11-21T09:00:00.123456789Z", "2026-11-21T09:00:00.123456Z"],
  ["2026-11-21T09:00:00+02:00", "2026-11-21T07:00:00.000000Z"],
  ["2026-11-21T09:00:00 02:00", "2026-11-21T07:00:00.000000Z"],
  ["2026-11-21 09:00", "2026-11-21T09:00:00.000000Z"],
  ["2026-11-21 09:00:30", "2026-11-21T09:00:30.000000Z"],
  ["2026-11-21", "2026-11-21T00:00:00.000000Z"],
  ["15m", "2026-11-21T11:45:00.000000Z"],
  ["-2h", "2026-11-21T10:00:00.000000Z"],
  ["7d", "2026-11-14T12:00:00.000000Z"],
  ["1.5s", "2026-11-21T11:59:58.500000Z"],
  ["now", "2026-11-21T12:00:00.000000Z"],
  ["", null],
])("%j is %s", (text, expected) => {
  expect(iso(text)).toBe(expected);
});

it.each(["yesterday", "2026-13-01", "2026-11-21T25:00Z", "12", "5x", "2026-11-21T09:00:00Zjunk"])(
  "%j is refused with a sentence",
  (text) => {
    expect(() => iso(text)).toThrow("from is not a time");
  },
);
