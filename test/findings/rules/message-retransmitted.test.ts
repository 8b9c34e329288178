import { expect, it } from "vitest";
import { messageRetransmitted } from "../../../src/findings/rules/message-retransmitted.ts";
import { record } from "../../support/recording.ts";

it("says after which time", () => {
  const recording = record({ rules: [messageRetransmitted] });
  const call = '[2,"s1","StartTransaction",{"connectorId":1}]';
  recording.link().open().station(call).station(call, { afterMs: 10_000 });
  expect(recording.findings()).toMatchObject([
    {
      severity: "note",
      side: "station",
      evidence: [1, 2],
      sentence:
        "The station sent StartTransaction (id s1) again 10 s after the first time, with the same bytes.",
    },
  ]);
});

it("is silent about one byte more, about another id, and about responses", () => {
  const recording = record({ rules: [messageRetransmitted] });
  recording
    .link()
    .open()
    .station('[2,"1","Heartbeat",{}]')
    .station('[2,"1","Heartbeat",{} ]')
    .station('[2,"2","Heartbeat",{}]')
    .csms('[3,"1",{}]')
    .csms('[3,"1",{}]')
    .station('[2,"","Heartbeat",{}]')
    .station('[2,"","Heartbeat",{}]');
  expect(recording.findings()).toEqual([]);
});
