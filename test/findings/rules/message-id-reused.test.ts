import { expect, it } from "vitest";
import { messageIdReused } from "../../../src/findings/rules/message-id-reused.ts";
import { restoreState, saveState } from "../../../src/recorder/state-text.ts";
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

it("is silent about a call that comes again after it could not be read", () => {
  const recording = record({ rules: [messageIdReused] });
  recording.link().open().station('[2,"1","Heartbeat"').station('[2,"1","Heartbeat",{}]');
  expect(recording.findings()).toEqual([]);
});

it("knows an id again after a restart of the recorder", () => {
  const before = record({ rules: [messageIdReused] });
  const { linkId } = before.link().open().station('[2,"1","Heartbeat",{}]');
  const after = record({ rules: [messageIdReused] });
  restoreState(after.intake.state, saveState(before.intake.state, "whole"));
  after.link(linkId).station('[2,"1","MeterValues",{}]', { seq: 2 });
  expect(after.findings()).toMatchObject([{ rule: "message-id-reused", evidence: [1, 2] }]);
});
