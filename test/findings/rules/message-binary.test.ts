import { expect, it } from "vitest";
import { messageBinary } from "../../../src/findings/rules/message-binary.ts";
import { record } from "../../support/recording.ts";

it("names the sender, and that the content can be read", () => {
  const recording = record({ rules: [messageBinary] });
  const link = recording.link().open().csms('[2,"1","Reset",{}]', { opcode: 2 });
  link.csms('[2,"2","Reset",{}]', { opcode: 2 }).station("?", { opcode: 2 });
  expect(recording.findings()).toMatchObject([
    {
      rule: "message-binary",
      severity: "warning",
      side: "csms",
      evidence: [1],
      sentence: "The CSMS sent 18 bytes as a binary message; its content is a normal OCPP message.",
    },
    { side: "station", sentence: "The station sent 1 byte as a binary message." },
  ]);
});

it("is silent about text, even where it is no message", () => {
  const recording = record({ rules: [messageBinary] });
  recording.link().open().station('[2,"1","Heartbeat",{}]').csms("?");
  expect(recording.findings()).toEqual([]);
});
