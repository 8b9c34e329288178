import { expect, it } from "vitest";
import { messageIdReused } from "../../../src/findings/rules/message-id-reused.ts";
import { record } from "../../support/recording.ts";

it("names both calls and the time between them", () => {
  const recording = record({ rules: [messageIdReused] });
  recording
    .link()
    .open()
    .station('[2,"17","Heartbeat",{}]')
    .csms('[3,"17",{}]')
    .station('[2,"17","MeterValues",{}]', { afterMs: 1_900 });
  expect(recording.findings()).toMatchObject([
    {
      severity: "warning",
      side: "station",
      evidence: [1, 3],
      sentence:
        "The station sent MeterValues with the message id 17, which it had used 2 s before for Heartbeat.",
    },
  ]);
});

it("tells two different calls of one action apart", () => {
  const recording = record({ rules: [messageIdReused] });
  recording
    .link()
    .open()
    .csms('[2,"1","GetConfiguration",{}]')
    .csms('[2,"1","GetConfiguration",{"key":["a"]}]');
  expect(recording.findings()).toMatchObject([
    { side: "csms", sentence: expect.stringMatching(/before for another GetConfiguration\.$/) },
  ]);
});

it("is silent about repetitions, the other side's ids, and ids of another link", () => {
  const recording = record({ rules: [messageIdReused] });
  const call = '[2,"1","Heartbeat",{}]';
  recording.link().open().station(call).station(call).csms('[2,"1","Reset",{}]');
  recording.link().open().station('[2,"1","BootNotification",{}]');
  expect(recording.findings()).toEqual([]);
});
