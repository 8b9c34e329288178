import { expect, it } from "vitest";
import { record } from "../../support/recording.ts";

it("names both calls and the time between them", () => {
  const recording = record();
  recording
    .link()
    .open()
    .station('[2,"17","MeterValues",{}]')
    .station('[2,"18","Heartbeat",{}]', { afterMs: 1_500 })
    .station('[2,"19","Heartbeat",{}]', { afterMs: 500 });
  expect(recording.findings()).toMatchObject([
    {
      rule: "call-overlap",
      side: "station",
      evidence: [1, 2],
      sentence:
        "The station sent Heartbeat (id 18) while its MeterValues (id 17), sent 1.5 s before, was still unanswered.",
    },
    {
      sentence:
        "The station sent Heartbeat (id 19) while its MeterValues (id 17) (and 1 more), sent 2 s before, was still unanswered.",
    },
  ]);
});

it("is silent about crossing calls and about a call right after the answer", () => {
  const recording = record();
  recording
    .link()
    .open()
    .station('[2,"1","Heartbeat",{}]')
    .csms('[2,"1","Reset",{}]')
    .csms('[3,"1",{}]')
    .station('[2,"2","Heartbeat",{}]')
    .station('[3,"1",{}]')
    .csms('[3,"2",{}]');
  expect(recording.findings()).toEqual([]);
});

it("is silent about a call after the first one has timed out", () => {
  const recording = record();
  const link = recording.link().open().station('[2,"1","Heartbeat",{}]');
  link.station('[2,"2","Heartbeat",{}]', { afterMs: 31_000 });
  expect(recording.rulesFound()).toEqual(["call-timeout"]);
});
