import { expect, it } from "vitest";
import { errorCodeOf, errorCodesOf } from "../../src/ocpp/error-codes.ts";

it("spells codes as each version does", () => {
  expect(errorCodesOf("1.6")).toContain("OccurenceConstraintViolation");
  expect(errorCodesOf("1.6")).not.toContain("FormatViolation");
  expect(errorCodesOf("2.1")).toContain("OccurrenceConstraintViolation");
  expect([errorCodesOf("1.6"), errorCodesOf("2.0.1")].map(({ length }) => length)).toEqual([
    10, 12,
  ]);
});

it("pairs every spelling with the other one", () => {
  for (const name of errorCodesOf(null)) {
    const other = errorCodeOf(name)?.otherSpelling ?? null;
    if (other !== null) expect(errorCodeOf(other)?.otherSpelling).toBe(name);
  }
  expect(errorCodeOf("constructor")).toBeNull();
});
