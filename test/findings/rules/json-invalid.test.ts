import { expect, it } from "vitest";
import { jsonInvalid } from "../../../src/findings/rules/json-invalid.ts";
import { record } from "../../support/recording.ts";

it("names the byte, what was expected there, and the message", () => {
  const recording = record({ rules: [jsonInvalid] });
  recording.link().open().station('[2,"17","MeterValues",{"sampledValue":[,{}]}]');
  expect(recording.findings()).toMatchObject([
    {
      rule: "json-invalid",
      side: "station",
      evidence: [1],
      sentence:
        'The station sent a message that is not JSON (MeterValues, id 17): at byte 39 of 45, "," was found where a value or "]" was expected.',
      details: { offset: 39, messageId: "17", action: "MeterValues" },
    },
  ]);
});

it("speaks of binary messages too", () => {
  const recording = record({ rules: [jsonInvalid] });
  const link = recording.link().open();
  recording.take({
    ...{ kind: "message", linkId: link.linkId, seq: 1, receivedAtUs: 1, sender: "csms" },
    ...{ leg: "both", opcode: 2, isCompressed: false, isFragmented: false, isTruncated: false },
    ...{ payloadBytes: 2, wireBytes: 2, payload: Buffer.from([0xff, 0]) },
  } as Parameters<typeof recording.take>[0]);
  expect(recording.findings()).toMatchObject([
    { side: "csms", sentence: "The CSMS sent a binary message: 2 bytes that are not text." },
  ]);
});

it("is silent about pretty-printed JSON, and about an empty message", () => {
  const recording = record({ rules: [jsonInvalid] });
  const link = recording.link().open().station('[\n  2,\n  "1",\n  "Heartbeat",\n  {}\n]\n');
  link.csms('[3,"1",{}]').station("");
  expect(recording.findings()).toEqual([]);
});
