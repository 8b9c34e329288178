import { expect, it } from "vitest";
import { type RuleText, statelessRule } from "../../src/findings/rule.ts";
import { restoreState, saveState } from "../../src/recorder/state-text.ts";
import { accepted16, start16, stop16, story } from "../sessions/tell.ts";
import { record } from "../support/recording.ts";

const text: RuleText = {
  id: "told",
  severity: "note",
  side: "ours",
  ...{ title: "", clause: "", explanation: "", remedy: "" },
};
const telling = statelessRule(
  text,
  {
    message: ({ seq }) => [{ sentence: `message ${seq}`, evidence: [] }],
    transaction: ({ change, transaction, cause }) => [
      { sentence: `${change} ${transaction.transactionId} ${cause?.seq}`, evidence: [] },
    ],
  },
  { actions: ["StartTransaction", "StopTransaction"] },
);

it("shows the rules each step right after its message, whatever actions they name", () => {
  const told = story({ rules: [telling] })
    .says("StartTransaction", start16(), accepted16())
    .says("Heartbeat", {})
    .says("MeterValues", { connectorId: 1, transactionId: 7, meterValue: [] }, null);
  expect(told.findings().map(({ sentence }) => sentence)).toEqual([
    ...["message 1", "started  1", "message 2", "identified 7 2", "updated 7 5"],
  ]);
});

it("notes with the transaction what was found in its messages", () => {
  const told = story({ rules: [telling] }).says("StartTransaction", start16(), accepted16());
  expect(told.transactions()).toMatchObject([{ findings: ["told"] }]);
});

it("does not count a message of a translated link twice", () => {
  const told = story();
  const payload = Buffer.from(JSON.stringify([2, "1", "StartTransaction", start16()]));
  for (const leg of ["station", "csms"] as const) {
    told.recording.take({
      ...{ kind: "message", linkId: told.link.linkId, seq: leg === "station" ? 1 : 2 },
      ...{ receivedAtUs: 1, sender: "station", leg, opcode: 1, isCompressed: false },
      ...{ isFragmented: false, isTruncated: false, payload },
      ...{ payloadBytes: payload.length, wireBytes: payload.length },
    });
  }
  expect(told.kept()).toMatchObject([{ messages: 1, start: { times: 1 } }]);
});

it("takes the journal's lines, whole or changes, for the transactions, too", () => {
  const told = story().says("StartTransaction", start16(), accepted16());
  const { state } = told.recording.intake;
  const recording = record({ rules: [] });
  restoreState(recording.intake.state, saveState(state, "whole"));
  told.says("MeterValues", { connectorId: 1, transactionId: 7, meterValue: [] });
  restoreState(recording.intake.state, saveState(state, "changes"));
  const later = story({}, recording).says("StopTransaction", stop16());
  expect(later.transactions()).toMatchObject([{ state: "ended", energy_wh: 2_000 }]);
});
