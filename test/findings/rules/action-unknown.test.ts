import { expect, it } from "vitest";
import { actionUnknown } from "../../../src/findings/rules/action-unknown.ts";
import { record } from "../../support/recording.ts";

function sentencesFor(action: string, subprotocol: string | null = "ocpp1.6") {
  const recording = record({ rules: [actionUnknown] });
  recording.link().open({ subprotocol }).station(`[2,"1","${action}",{}]`);
  return recording.findings().map((finding) => (finding as Record<string, unknown>)["sentence"]);
}

it("names the action that was probably meant", () => {
  expect(sentencesFor("Heartbeet")).toEqual([
    "The station sent the action Heartbeet (id 1), which OCPP 1.6 does not have; Heartbeat was probably meant.",
  ]);
  expect(sentencesFor("heartbeat")).toHaveLength(1);
});

it("names the versions that have it", () => {
  expect(sentencesFor("TransactionEvent")).toEqual([
    "The station sent the action TransactionEvent (id 1), which OCPP 1.6 does not have; OCPP 2.0.1 and 2.1 have it.",
  ]);
  expect(sentencesFor("StartTransaction", "ocpp2.1")).toEqual([
    "The station sent the action StartTransaction (id 1), which OCPP 2.1 does not have; OCPP 1.6 has it.",
  ]);
});

it("points vendors to DataTransfer, also where the version is unknown", () => {
  expect(sentencesFor("AcmeSelfDestruct", null)).toEqual([
    "The station sent the action AcmeSelfDestruct (id 1), which no OCPP version has; extensions of a vendor belong into DataTransfer.",
  ]);
  expect(sentencesFor("__proto__")).toHaveLength(1);
});

it("is an error of the sender", () => {
  const recording = record({ rules: [actionUnknown] });
  recording.link().open().csms('[2,"1","Reboot",{}]');
  expect(recording.findings()).toMatchObject([{ severity: "error", side: "csms", evidence: [1] }]);
});

it("is silent about known actions, the security extension's, and any version's while unknown", () => {
  expect(sentencesFor("Heartbeat")).toEqual([]);
  expect(sentencesFor("SecurityEventNotification")).toEqual([]);
  expect(sentencesFor("NotifyPeriodicEventStream", "ocpp2.1")).toEqual([]);
  expect(sentencesFor("StartTransaction", null)).toEqual([]);
});
