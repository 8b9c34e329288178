import { expect, it } from "vitest";
import { positiveNumber, wholeNumber } from "../../src/cli/numbers.ts";

it("wholeNumber takes whole numbers within its bounds only", () => {
  const read = wholeNumber(1, 10);
  expect(read("10")).toBe(10);
  for (const text of ["0", "11", "1.5", "-1", "", " 1", "1e1", "9999999999999999"]) {
    expect(() => read(text), text).toThrow("Write a whole number from 1 to 10.");
  }
});

it("positiveNumber takes numbers above zero", () => {
  expect(positiveNumber("0.5")).toBe(0.5);
  for (const text of ["0", "-1", "1e3", "", "x"]) expect(() => positiveNumber(text)).toThrow();
});
