import { expect, it } from "vitest";
import { errorCodeOf } from "../../src/ocpp/rpc-error-codes.ts";

it("names the code of each kind of constraint, in the spelling of the version", () => {
  const codes = (version: "1.6" | "2.0.1") =>
    ["type", "required", "maxItems", "additionalProperties", "enum"].map((keyword) =>
      errorCodeOf(keyword, version),
    );
  expect(codes("1.6")).toEqual([
    "TypeConstraintViolation",
    "OccurenceConstraintViolation",
    "OccurenceConstraintViolation",
    "FormationViolation",
    "PropertyConstraintViolation",
  ]);
  expect(codes("2.0.1")).toEqual([
    "TypeConstraintViolation",
    "OccurrenceConstraintViolation",
    "OccurrenceConstraintViolation",
    "FormatViolation",
    "PropertyConstraintViolation",
  ]);
});
