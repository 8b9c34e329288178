import { expect, it } from "vitest";
import { responseLate } from "../../../src/findings/rules/response-late.ts";
import { record } from "../../support/recording.ts";

it("names the delay and both messages", () => {
  const recording = record({ rules: [responseLate] });
  recording
    .link()
    .open()
    .station('[2,"17","StopTransaction",{}]')
    .csms('[3,"17",{}]', { afterMs: 42_500 });
  expect(recording.findings()[0]).toMatchObject({
    rule: "response-late",
    side: "csms",
    evidence: [1, 2],
    sentence:
      "The CSMS answered StopTransaction (id 17) only after 42.5 s; it had timed out after 30 s.",
  });
});

it("is silent about the last moment before the time-out", () => {
  const recording = record({ rules: [responseLate] });
  recording
    .link()
    .open()
    .station('[2,"17","StopTransaction",{}]')
    .csms('[3,"17",{}]', { afterMs: 29_900 });
  expect(recording.findings()).toEqual([]);
});
