import { expect, it } from "vitest";
import { messageTypeUnknown } from "../../../src/findings/rules/message-type-unknown.ts";
import { record } from "../../support/recording.ts";

it("names the type and the version that does not have it", () => {
  const recording = record({ rules: [messageTypeUnknown] });
  const link = recording.link().open();
  link.station('[6,"1","NotifyPeriodicEventStream",{}]').station('[1,"2",{}]');
  expect(recording.findings()).toMatchObject([
    {
      rule: "message-type-unknown",
      sentence:
        "The station sent a message (id 1) of an unknown type: message type 6 exists only in OCPP 2.1; this link speaks 1.6.",
    },
    {
      sentence:
        "The station sent a message (id 2) of an unknown type: message type 1 does not exist.",
    },
  ]);
});

it("is silent about types 5 and 6 on a 2.1 link, and on one that negotiated nothing", () => {
  for (const subprotocol of ["ocpp2.1", null]) {
    const recording = record({ rules: [messageTypeUnknown] });
    const link = recording.link().open({ subprotocol });
    link.station('[6,"1","NotifyPeriodicEventStream",{}]');
    link.csms('[2,"2","GetReport",{}]').station('[3,"2",{}]').csms('[5,"2","X","",{}]');
    expect(recording.findings()).toEqual([]);
  }
});
