import { expect, it } from "vitest";
import { subprotocolMismatch } from "../../../src/findings/rules/subprotocol-mismatch.ts";
import { record } from "../../support/recording.ts";

function sentencesFor(subprotocol: string | null, subprotocolsOffered: readonly string[]) {
  const recording = record({ rules: [subprotocolMismatch] });
  recording.link().open({ subprotocol, subprotocolsOffered });
  return recording.findings().map((finding) => [finding["side"], finding["sentence"]]);
}

it("names offer and selection", () => {
  expect(sentencesFor(null, ["ocpp2.0.1", "ocpp1.6"])).toEqual([
    [
      "csms",
      "The station offered ocpp2.0.1, ocpp1.6, and the CSMS accepted the connection but selected none of them.",
    ],
  ]);
  expect(sentencesFor("ocpp1.6", ["ocpp2.0.1"])).toEqual([
    ["csms", expect.stringMatching(/offered ocpp2\.0\.1, .* selected ocpp1\.6 instead\.$/)],
  ]);
  expect(sentencesFor("ocpp1.6", [])).toEqual([
    ["csms", expect.stringMatching(/offered no subprotocol, .* selected ocpp1\.6\.$/)],
  ]);
});

it("is silent where one of the offer is selected, and where nothing was offered or selected", () => {
  expect(sentencesFor("ocpp1.6", ["ocpp2.0.1", "ocpp1.6"])).toEqual([]);
  expect(sentencesFor(null, [])).toEqual([]);
});
