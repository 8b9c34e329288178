import { expect, it } from "vitest";
import { responseUnmatched } from "../../../src/findings/rules/response-unmatched.ts";
import { record } from "../../support/recording.ts";

it("names the id that nobody used", () => {
  const recording = record({ rules: [responseUnmatched] });
  recording.link().open().station('[2,"17","Heartbeat",{}]').csms('[3,"71",{}]');
  expect(recording.findings()).toMatchObject([
    {
      rule: "response-unmatched",
      side: "csms",
      evidence: [2],
      sentence:
        "The CSMS sent a CALLRESULT with the id 71, but no recent call of the station has that id.",
    },
  ]);
});

it("knows an error answered to a response, and the id -1", () => {
  const recording = record({ rules: [responseUnmatched] });
  recording
    .link()
    .open()
    .csms('[2,"9","Reset",{}]')
    .station('[3,"9",{}]')
    .csms('[4,"9","FormationViolation","",{}]')
    .csms('[4,"-1","RpcFrameworkError","",{}]');
  expect(recording.findings().map((row) => (row as Record<string, unknown>)["sentence"])).toEqual([
    "The CSMS sent a CALLERROR FormationViolation with the id 9, but no recent call of the station has that id.",
    "The CSMS sent a CALLERROR RpcFrameworkError with the id -1, which says that it could not read the id of a call.",
  ]);
});

it("is silent where the call may be among missing messages", () => {
  const recording = record({ rules: [responseUnmatched] });
  recording.link().open().gap(1, 3).csms('[3,"71",{}]', { seq: 4 });
  expect(recording.rulesFound()).toEqual([]);
});
