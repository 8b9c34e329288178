import { expect, test } from "vitest";
import { ofType, perPhase } from "../../../../src/ocpp/reference/v2/of-type.ts";

test("names fields by their type", () => {
  expect(ofType("EVSEType", { id: "Its number." })).toEqual({ "EVSEType.id": "Its number." });
});

test("tells total and phases apart", () => {
  expect(perPhase({ limit: "Most, in A" })).toEqual({
    limit: "Most, in A; all phases together, or L1 where L2 and L3 are given.",
    limit_L2: "Most, in A, on phase L2.",
    limit_L3: "Most, in A, on phase L3.",
  });
});
