import { expect, it } from "vitest";
import type { StationId } from "../../../src/base/ids.ts";
import { pathIrregular } from "../../../src/findings/rules/path-irregular.ts";
import { record } from "../../support/recording.ts";

function sentencesFor(target: string, stationId = "CP-1") {
  const recording = record({ rules: [pathIrregular] });
  recording.link().open({ target, stationId: stationId as StationId });
  return recording.findings().map((finding) => [finding["severity"], finding["sentence"]]);
}

it("names all that is irregular", () => {
  expect(sentencesFor("//ocpp/CP-1/")).toEqual([
    [
      "note",
      'The station asked for "//ocpp/CP-1/": there are slashes in a row; it ends with a slash.',
    ],
  ]);
  for (const [target, stationId, problem] of [
    ["/ocpp/CP%201", "CP 1", /percent-encoded; the identity has characters/],
    ["/ocpp/", "", /ends with a slash; it contains no identity/],
    ["ws://tap.example/ocpp/CP-1", "CP-1", /does not begin with a slash/],
    [`/ocpp/${"x".repeat(49)}`, "x".repeat(49), /49 characters, 48 are allowed/],
  ] as const) {
    expect(sentencesFor(target, stationId)).toEqual([["note", expect.stringMatching(problem)]]);
  }
});

it("is silent about plain paths, and about what is in a query", () => {
  expect(sentencesFor("/ocpp/CP-1")).toEqual([]);
  expect(sentencesFor("/ocpp/DE*ABC*E1", "DE*ABC*E1")).toEqual([]);
  expect(sentencesFor("/ocpp/CP-1?next=//a%20b/")).toEqual([]);
});
