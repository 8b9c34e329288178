import { expect, it } from "vitest";
import { errorDetailsNotObject } from "../../../src/findings/rules/error-details-not-object.ts";
import { record } from "../../support/recording.ts";

function findingsFor(details: string) {
  const recording = record({ rules: [errorDetailsNotObject] });
  recording.link().open().csms('[2,"1","Reset",{}]').station(`[4,"1","X","",${details}]`);
  return recording.findings();
}

it("shows what stands there instead", () => {
  expect(findingsFor('"no"')).toMatchObject([
    {
      severity: "warning",
      side: "station",
      evidence: [2],
      sentence:
        "The station sent the error X (id 1) with 2 characters as its details, where an object is required.",
    },
  ]);
  for (const [details, found] of [
    ["null", "null"],
    ["[]", "an array"],
    ["7", "a number"],
  ] as const) {
    expect(findingsFor(details)).toMatchObject([{ details: { found } }]);
  }
});

it("is silent about an empty object", () => {
  expect(findingsFor("{}")).toEqual([]);
});
