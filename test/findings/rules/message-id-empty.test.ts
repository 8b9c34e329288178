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
