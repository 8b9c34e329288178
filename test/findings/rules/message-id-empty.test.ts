import { expect, it } from "vitest";
import { messageIdEmpty } from "../../../src/findings/rules/message-id-empty.ts";
import { record } from "../../support/recording.ts";

it("names the action", () => {
  const recording = record({ rules: [messageIdEmpty] });
  recording.link().open().station('[2,"","Heartbeat",{}]').csms('[3,"",{}]');
  expect(recording.findings()).toMatchObject([
    {
      severity: "warning",
      side: "station",
      evidence: [1],
      sentence: "The station sent Heartbeat with an empty message id.",
    },
  ]);
});

it("is silent about ids that only look empty", () => {
  const recording = record({ rules: [messageIdEmpty] });
  recording.link().open().station('[2,"0","Heartbeat",{}]').csms('[2," ","Reset",{}]');
  expect(recording.findings()).toEqual([]);
});

it("tells the first, then the tenth", () => {
  const recording = record({ rules: [messageIdEmpty] });
  const link = recording.link().open();
  for (let count = 0; count < 12; count += 1) link.station(`[2,"","Heartbeat",{}]`);
  expect(recording.findings()).toMatchObject([
    { evidence: [1] },
    { evidence: [10], sentence: expect.stringMatching(/ \(message 10 of this kind\)\.$/) },
  ]);
});
