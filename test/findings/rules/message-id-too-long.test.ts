import { expect, it } from "vitest";
import { messageIdTooLong } from "../../../src/findings/rules/message-id-too-long.ts";
import { record } from "../../support/recording.ts";

it("blames the caller, once, not the response that repeats the id", () => {
  const recording = record({ rules: [messageIdTooLong] });
  const id = "a".repeat(37);
  recording.link().open().csms(`[2,"${id}","Reset",{}]`).station(`[3,"${id}",{}]`);
  expect(recording.findings()).toMatchObject([
    {
      severity: "warning",
      side: "csms",
      evidence: [1],
      sentence: `The CSMS sent Reset with a message id of 37 characters, ${id}; 36 are allowed.`,
    },
  ]);
});

it("is silent about a UUID", () => {
  const recording = record({ rules: [messageIdTooLong] });
  recording.link().open().station('[2,"7c2f5a4e-2f2b-4d35-9d65-0e7f7d8c3f10","Heartbeat",{}]');
  expect(recording.findings()).toEqual([]);
});

it("tells the first, then the tenth", () => {
  const recording = record({ rules: [messageIdTooLong] });
  const link = recording.link().open();
  for (let count = 0; count < 12; count += 1)
    link.station(`[2,"${"a".repeat(40)}","Heartbeat",{}]`);
  expect(recording.findings()).toMatchObject([
    { evidence: [1] },
    { evidence: [10], sentence: expect.stringMatching(/ \(message 10 of this kind\)\.$/) },
  ]);
});
