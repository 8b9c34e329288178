import { expect, it } from "vitest";
import { messageEmpty } from "../../../src/findings/rules/message-empty.ts";
import { record } from "../../support/recording.ts";

it("tells the first empty message of a link and then the tenth", () => {
  const recording = record({ rules: [messageEmpty] });
  const link = recording.link().open();
  for (let count = 0; count < 12; count += 1) link.station("");
  expect(recording.findings()).toMatchObject([
    {
      severity: "warning",
      side: "station",
      evidence: [1],
      sentence: "The station sent a message without any content.",
    },
    {
      evidence: [10],
      sentence:
        "The station sent a message without any content, 10 empty messages on this link by now.",
    },
  ]);
});

it("is silent about a message of white space, which is another fault, and about normal ones", () => {
  const recording = record({ rules: [messageEmpty] });
  recording.link().open().station(" ").csms('[2,"1","Reset",{}]');
  expect(recording.findings()).toEqual([]);
});
