import { expect, it } from "vitest";
import { callTimeout } from "../../../src/findings/rules/call-timeout.ts";
import { record } from "../../support/recording.ts";

it("names who did not answer what, and for how long", () => {
  const recording = record({ rules: [callTimeout] });
  recording.link().open().station('[2,"17","BootNotification",{}]').tick(31_000);
  expect(recording.findings()).toMatchObject([
    {
      rule: "call-timeout",
      severity: "error",
      side: "csms",
      evidence: [1],
      sentence: "The CSMS did not answer BootNotification (id 17) within 30 s.",
      details: { action: "BootNotification", timeoutMs: 30_000 },
    },
  ]);
});

it("tells how long after the boot the silence began", () => {
  const recording = record({ rules: [callTimeout] });
  recording
    .link()
    .open()
    .station('[2,"1","BootNotification",{}]')
    .csms('[3,"1",{}]')
    .csms('[2,"c1","GetConfiguration",{}]', { afterMs: 1_900 })
    .tick(31_000);
  expect(recording.findings()).toMatchObject([
    {
      side: "station",
      sentence:
        "The station did not answer GetConfiguration (id c1) within 30 s; the CSMS sent it 2 s after the BootNotification.",
      details: { sinceBootMs: 2_000 },
    },
  ]);
});

it("is silent when the answer came just in time, or as an error", () => {
  const recording = record({ rules: [callTimeout] });
  recording
    .link()
    .open()
    .station('[2,"1","Heartbeat",{}]')
    .csms('[3,"1",{}]', { afterMs: 29_999 })
    .station('[2,"2","Heartbeat",{}]')
    .csms('[4,"2","InternalError","",{}]')
    .tick(60_000);
  expect(recording.findings()).toEqual([]);
});

it("is silent about malformed calls, and where the answer may be among missing messages", () => {
  const recording = record({ rules: [callTimeout] });
  recording
    .link()
    .open()
    .station('[2,"1","Heartbeat",{}')
    .station('[2,"2","Heartbeat",{}]')
    .gap(3, 5)
    .tick(60_000);
  expect(recording.rulesFound()).toEqual([]);
});

it("counts time by the messages that follow when nobody else does", () => {
  const recording = record({ rules: [callTimeout] });
  const link = recording.link().open().station('[2,"1","Heartbeat",{}]');
  link.station('[2,"2","Heartbeat",{}]', { afterMs: 45_000 });
  expect(recording.rulesFound()).toEqual(["call-timeout"]);
});
