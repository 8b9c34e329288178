import { expect, it } from "vitest";
import { actionWrongSender } from "../../../src/findings/rules/action-wrong-sender.ts";
import { record } from "../../support/recording.ts";

it("blames the sender and names the side that may", () => {
  const recording = record({ rules: [actionWrongSender] });
  recording
    .link()
    .open()
    .station('[2,"1","RemoteStartTransaction",{}]')
    .csms('[2,"2","Heartbeat",{}]');
  expect(recording.findings()).toMatchObject([
    {
      severity: "error",
      side: "station",
      evidence: [1],
      sentence:
        "The station sent RemoteStartTransaction (id 1), which in OCPP 1.6 only the CSMS may send.",
    },
    {
      side: "csms",
      sentence: "The CSMS sent Heartbeat (id 2), which in OCPP 1.6 only the station may send.",
    },
  ]);
});

it("is silent about DataTransfer from both, and about actions it does not know", () => {
  const recording = record({ rules: [actionWrongSender] });
  const transfer = (id: string) => `[2,"${id}","DataTransfer",{"vendorId":"v"}]`;
  recording.link().open().station(transfer("1")).csms(transfer("2")).csms('[2,"3","Nope",{}]');
  expect(recording.findings()).toEqual([]);
});
