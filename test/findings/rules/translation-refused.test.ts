import { expect, it } from "vitest";
import { ledger } from "../../../src/translate/ledger.ts";
import { record } from "../../support/recording.ts";

const asked = '[2,"1","Reset",{"type":"Immediate","evseId":2}]';
const loss = { note: "translation-loss", loss: "per-evse-reset", ...ledger["per-evse-reset"] };

const csmsLeg = {
  leg: "csms",
  subprotocol: "ocpp2.0.1",
  subprotocolsOffered: ["ocpp2.0.1"],
} as const;

it("says what cannot be carried across and what was answered, on the link of who asked", () => {
  const recording = record();
  const link = recording.link().open(csmsLeg).csms(asked);
  const from = { linkId: link.linkId, seq: 1 };
  link.note({ ...loss, note: "translation-loss", count: 1, detail: "EVSE 2", from });
  expect(recording.findings()).toMatchObject([
    {
      ...{ rule: "translation-refused", severity: "warning", side: "ours", evidence: [1] },
      sentence:
        "This could not be carried across: 1.6 cannot reset one EVSE (EVSE 2). In its place: Rejected.",
      details: { loss: "per-evse-reset", advice: expect.stringContaining("whole station") },
    },
  ]);
});

it("names no message of another link", () => {
  const recording = record();
  const other = recording.link().open({ leg: "csms" }).csms(asked);
  const link = recording.link().open({ leg: "station" });
  const from = { linkId: other.linkId, seq: 1 };
  link.note({ ...loss, note: "translation-loss", count: 1, detail: "", from });
  expect(recording.findings()).toMatchObject([{ evidence: [], details: { from } }]);
});

it("is silent about a command that was carried", () => {
  const recording = record();
  const link = recording.link().open(csmsLeg);
  link.csms('[2,"1","Reset",{"type":"Immediate"}]').station('[3,"1",{"status":"Accepted"}]');
  expect(recording.rulesFound()).not.toContain("translation-refused");
});
