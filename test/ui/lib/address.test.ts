import { expect, it } from "vitest";
import { pathParts, stationPath, term } from "../../../src/ui/lib/address.ts";

it("quotes a value where the search language needs it", () => {
  expect(term("station", "CP-7")).toBe("station:CP-7");
  expect(term("station", 'CP 7 "x"\\')).toBe('station:"CP 7 \\"x\\"\\\\"');
  expect(term("action", "a*")).toBe('action:"a*"');
});

it("a station's path gives its id back, whatever it is", () => {
  for (const id of ["CP-7", "a/b", "50%", "%2F", "ä ö", "?x#y"]) {
    expect(pathParts(stationPath(id))).toEqual(["stations", id]);
  }
  expect(pathParts("/stations/50%")).toEqual(["stations", "50%"]);
});
