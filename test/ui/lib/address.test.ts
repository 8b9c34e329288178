import { expect, it } from "vitest";
import { term } from "../../../src/ui/lib/address.ts";

it("quotes a value where the search language needs it", () => {
  expect(term("station", "CP-7")).toBe("station:CP-7");
  expect(term("station", 'CP 7 "x"\\')).toBe('station:"CP 7 \\"x\\"\\\\"');
  expect(term("action", "a*")).toBe('action:"a*"');
});
