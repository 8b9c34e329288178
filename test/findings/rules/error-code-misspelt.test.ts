import { expect, it } from "vitest";
import { errorCodeMisspelt } from "../../../src/findings/rules/error-code-misspelt.ts";
import { record } from "../../support/recording.ts";

function findingsFor(code: string, subprotocol = "ocpp1.6") {
  const recording = record({ rules: [errorCodeMisspelt] });
  const link = recording.link().open({ subprotocol });
  link.station('[2,"1","Heartbeat",{}]').csms(`[4,"1","${code}","",{}]`);
  return recording.findings();
}

it("names the code that was meant", () => {
  expect(findingsFor("NotImplmented")).toMatchObject([
    {
      severity: "warning",
      side: "csms",
      evidence: [2],
      sentence:
        "The CSMS sent an error (id 1) with the code NotImplmented; NotImplemented was probably meant.",
    },
  ]);
  expect(findingsFor("internalError")).toHaveLength(1);
});

it("only notes the spelling of another version", () => {
  expect(findingsFor("OccurrenceConstraintViolation")).toMatchObject([
    {
      severity: "note",
      sentence:
        "The CSMS sent an error (id 1) with the code OccurrenceConstraintViolation; OCPP 1.6 spells it OccurenceConstraintViolation.",
    },
  ]);
  expect(findingsFor("FormationViolation", "ocpp2.0.1")).toMatchObject([{ severity: "note" }]);
});

it("is silent about each version's own spelling, and about codes that resemble none", () => {
  expect(findingsFor("OccurenceConstraintViolation")).toEqual([]);
  expect(findingsFor("OccurrenceConstraintViolation", "ocpp2.1")).toEqual([]);
  expect(findingsFor("NullPointerException")).toEqual([]);
});
