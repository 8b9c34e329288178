import { expect, it } from "vitest";
import { errorDescriptionTooLong } from "../../../src/findings/rules/error-description-too-long.ts";
import { record } from "../../support/recording.ts";

function findingsFor(chars: number) {
  const recording = record({ rules: [errorDescriptionTooLong] });
  const answer = `[4,"1","InternalError","${"e".repeat(chars)}",{}]`;
  recording.link().open().station('[2,"1","Heartbeat",{}]').csms(answer);
  return recording.findings();
}

it("says how long it is and how it begins", () => {
  expect(findingsFor(256)).toMatchObject([
    {
      severity: "warning",
      side: "csms",
      evidence: [2],
      sentence: expect.stringMatching(
        /^The CSMS sent the error InternalError \(id 1\) with a description of 256 characters; 255 are allowed; it begins "e+…"\.$/,
      ),
    },
  ]);
});

it("is silent about 255 characters", () => {
  expect(findingsFor(255)).toEqual([]);
});
