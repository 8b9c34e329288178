import { expect, it } from "vitest";
import { record } from "../../support/recording.ts";

it("names the call that the close left unanswered", () => {
  const recording = record();
  const link = recording.link().open().csms('[2,"c7","GetDiagnostics",{}]');
  link.station('[2,"1","Heartbeat",{}]', { afterMs: 2_000 }).csms('[3,"1",{}]').close();
  expect(recording.findings()).toMatchObject([
    {
      rule: "call-aborted",
      evidence: [1],
      sentence:
        "The link closed 2.1 s after the CSMS sent GetDiagnostics (id c7), which was not answered.",
      details: { caller: "csms", openMs: 2_100 },
    },
  ]);
});

it("is silent when everything was answered, or had timed out before", () => {
  const recording = record();
  recording.link().open().station('[2,"1","Heartbeat",{}]').csms('[3,"1",{}]').close();
  recording.link().open().station('[2,"1","Heartbeat",{}]').tick(40_000).close();
  expect(recording.rulesFound()).toEqual(["call-timeout"]);
});
