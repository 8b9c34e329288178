import fc from "fast-check";
import { expect, it } from "vitest";
import { isMeant, percentileOf, stepOf } from "../../src/cutover/select.ts";
import { planOf, stationOf } from "./facts.ts";

const stepsOf = (...steps: readonly object[]) => planOf({ steps }).steps;

it("a larger percentage means everybody whom a smaller one means", () => {
  fc.assert(
    fc.property(
      fc.string({ minLength: 1 }),
      fc.double({ min: 0, max: 100, noNaN: true }),
      fc.double({ min: 0, max: 100, noNaN: true }),
      (id, one, other) => {
        const [less, more] = one < other ? [one, other] : [other, one];
        const [small, large] = stepsOf({ percent: less }, { percent: more });
        if (small === undefined || large === undefined) throw new Error("two steps");
        return !isMeant(small, stationOf(id)) || isMeant(large, stationOf(id));
      },
    ),
  );
});

it("the hash spreads stations evenly, and is the same for ever", () => {
  const all = Array.from({ length: 10_000 }, (_, index) => percentileOf(`CP-${index}`));
  const tenth = all.filter((each) => each < 10).length;
  expect(tenth).toBeGreaterThan(900);
  expect(tenth).toBeLessThan(1_100);
  expect(Math.max(...all)).toBeLessThan(100);
  // A version that gave others would move other stations in the middle of a plan.
  expect(percentileOf("CP-1").toFixed(6)).toBe("20.678156");
});

it("named stations are meant whatever they are; others by what they said of themselves", () => {
  const [step] = stepsOf({ stations: ["CP-9"], model: "Fast-22", firmware: "2.0" });
  if (step === undefined) throw new Error("a step");
  expect(isMeant(step, stationOf("CP-9", { model: "other" }))).toBe(true);
  expect(isMeant(step, stationOf("CP-1", { firmware: "2.0" }))).toBe(true);
  expect(isMeant(step, stationOf("CP-1"))).toBe(false);
});

it("a list alone means nobody else", () => {
  const [step] = stepsOf({ stations: ["CP-9"] });
  if (step === undefined) throw new Error("a step");
  expect(isMeant(step, stationOf("CP-1"))).toBe(false);
});

it("a station belongs to the first step that means it, of those that have begun", () => {
  const steps = stepsOf({ stations: ["A"] }, { stations: ["B"] }, { percent: 100 });
  expect(stepOf(steps, 2, stationOf("A"))).toBe(0);
  expect(stepOf(steps, 2, stationOf("C"))).toBe(2);
  expect(stepOf(steps, 0, stationOf("B"))).toBeNull();
});
