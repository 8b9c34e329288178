import { expect, it } from "vitest";
import { subprotocolMissing } from "../../../src/findings/rules/subprotocol-missing.ts";
import { record } from "../../support/recording.ts";

it("says what the CSMS made of it", () => {
  const recording = record({ rules: [subprotocolMissing] });
  const none = { subprotocolHeader: null, subprotocolsOffered: [] };
  recording.link().open({ ...none, subprotocol: null });
  recording.link().refuse({ ...none, status: 400 });
  expect(recording.findings()).toMatchObject([
    {
      severity: "warning",
      side: "station",
      sentence:
        "The station asked for a connection without saying which OCPP version it speaks. The CSMS accepted it all the same.",
    },
    { sentence: expect.stringMatching(/The CSMS refused it with 400\.$/) },
  ]);
});

it("is silent about an offer, a malformed one included, and about our own refusals", () => {
  const recording = record({ rules: [subprotocolMissing] });
  recording.link().open();
  recording.link().open({ subprotocolHeader: "," });
  recording.link().refuse({ subprotocolHeader: null, refusedBy: "ocpptap" });
  expect(recording.findings()).toEqual([]);
});
