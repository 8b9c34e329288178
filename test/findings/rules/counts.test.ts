import { expect, it } from "vitest";
import {
  countsMemory,
  isPowerOfTen,
  listOf,
  numberOr,
} from "../../../src/findings/rules/counts.ts";

it("tells powers of ten from other counts", () => {
  expect([0, 1, 2, 10, 99, 100, 1_000, 1_001].filter(isPowerOfTen)).toEqual([1, 10, 100, 1_000]);
});

it("gives back what was saved, and zeros for what it cannot read", () => {
  expect(countsMemory.parse(countsMemory.save({ station: 2, csms: 3 }))).toEqual({
    station: 2,
    csms: 3,
  });
  expect(countsMemory.parse("?")).toEqual(countsMemory.begin());
  expect(numberOr("1", 5)).toBe(5);
  expect([listOf([1]), listOf({}), listOf(undefined)]).toEqual([[1], [], []]);
});
