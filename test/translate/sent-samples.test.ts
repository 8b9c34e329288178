import { expect, it } from "vitest";
import { printOf } from "../../src/translate/sent-samples.ts";

const sample = {
  ...{ sampledValue: {}, context: "Sample.Periodic", measurand: "Voltage", phase: "L1" },
  ...{ location: "", value: 1, isSigned: false },
};

it("another time or phase is another sample, another value is not", () => {
  const print = printOf(1, sample);
  expect(printOf(1, { ...sample, value: 2 })).toBe(print);
  expect(printOf(2, sample)).not.toBe(print);
  expect(printOf(1, { ...sample, phase: "L2" })).not.toBe(print);
});
