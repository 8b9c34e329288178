import { expect, it } from "vitest";
import { rpcMalformed } from "../../../src/findings/rules/rpc-malformed.ts";
import { record } from "../../support/recording.ts";

it("names what is wrong with the array, and still pairs the response", () => {
  const recording = record({ rules: [rpcMalformed] });
  recording.link().open().csms('[2,"c1","Reset",{}]').station('[4,"c1","NotSupported",""]');
  expect(recording.findings()).toMatchObject([
    {
      rule: "rpc-malformed",
      side: "station",
      evidence: [2],
      sentence:
        "The station sent a malformed message (id c1): a CALLERROR has 5 elements, this one 4.",
      details: { errorCode: "NotSupported" },
    },
  ]);
  expect(recording.rows("messages")[1]).toMatchObject({
    message_type: "malformed",
    action: "Reset",
    request_seq: 1,
    error_code: "NotSupported",
  });
});

it("is silent about a complete error with empty details", () => {
  const recording = record({ rules: [rpcMalformed] });
  recording.link().open().csms('[2,"c1","Reset",{}]').station('[4,"c1","NotSupported","",{}]');
  expect(recording.findings()).toEqual([]);
});
