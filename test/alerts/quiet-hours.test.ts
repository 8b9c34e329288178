import { expect, it } from "vitest";
import { isQuiet } from "../../src/alerts/quiet-hours.ts";
import { NOON_US } from "./samples.ts";

const hours = { from: "22:00", to: "06:00", timeZone: "UTC", exceptErrors: true };
const at = (hour: number) => NOON_US + (hour - 12) * 3_600_000_000;

it("is quiet over midnight, and not at the end", () => {
  expect([12, 21, 22, 24, 29, 30, 31].map((hour) => isQuiet(hours, at(hour)))).toEqual([
    false,
    false,
    true,
    true,
    true,
    false,
    false,
  ]);
});

it("is quiet within a day, by the time of day of its zone", () => {
  const noon = { ...hours, from: "13:00", to: "14:00", timeZone: "Europe/Berlin" };
  expect(isQuiet(noon, at(12))).toBe(true);
  expect(isQuiet({ ...noon, timeZone: "UTC" }, at(12))).toBe(false);
});
