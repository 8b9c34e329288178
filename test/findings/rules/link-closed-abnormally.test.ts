import { expect, it } from "vitest";
import { linkClosedAbnormally } from "../../../src/findings/rules/link-closed-abnormally.ts";
import { record } from "../../support/recording.ts";

it("names the side that went first, how, and the silence before", () => {
  const recording = record({ rules: [linkClosedAbnormally] });
  const link = recording.link().open().station('[2,"1","Heartbeat",{}]');
  const times = { code: null, openMs: 600_000, idleMs: 4_000, lastSeq: 1 };
  link.close({ ...times, closedBy: "station", how: "reset", error: "ECONNRESET" });
  expect(recording.findings()).toMatchObject([
    {
      severity: "warning",
      side: "network",
      evidence: [1],
      sentence:
        "The station reset the TCP connection without a Close frame (ECONNRESET), 10 min after the link was opened and 4 s after the last byte.",
    },
  ]);
});

it("blames the side that simply ended the connection, and the network for silence", () => {
  const recording = record({ rules: [linkClosedAbnormally] });
  recording.link().open().close({ code: null, how: "fin", closedBy: "csms" });
  recording.link().open().close({ code: null, how: "timeout", closedBy: "station" });
  expect(recording.findings()).toMatchObject([{ side: "csms" }, { side: "network" }]);
});

it("is silent about Close frames of any code, and about our own doing", () => {
  const recording = record({ rules: [linkClosedAbnormally] });
  recording.link().open().close();
  recording.link().open().close({ code: 1011, how: "fin" });
  recording.link().open().close({ code: null, how: "close-frame" });
  recording.link().open().close({ code: null, how: "superseded", closedBy: "ocpptap" });
  recording.link().open().close({ code: null, how: "shutdown", closedBy: "ocpptap" });
  expect(recording.findings()).toEqual([]);
});
