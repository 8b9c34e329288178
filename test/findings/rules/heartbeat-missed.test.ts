import { expect, it } from "vitest";
import type { LinkId } from "../../../src/base/ids.ts";
import { heartbeatMissed } from "../../../src/findings/rules/heartbeat-missed.ts";
import { type Recording, record, second, startUs } from "../../support/recording.ts";

function accepted(interval: number) {
  const recording = record({ rules: [heartbeatMissed] });
  const link = recording.link().open();
  link.station('[2,"1","BootNotification",{}]');
  link.csms(`[3,"1",{"status":"Accepted","interval":${interval}}]`);
  return { recording, link };
}

function ping(recording: Recording, linkId: LinkId, afterUs: number) {
  const frame = { kind: "control-frame", sender: "station", leg: "both", opcode: 9 } as const;
  const payload = Buffer.alloc(0);
  recording.take({ ...frame, payload, linkId, seq: 2, receivedAtUs: startUs + afterUs });
}

it("tells a silence of two intervals once, when it happens", () => {
  const { recording, link } = accepted(60);
  link.tick(129_000);
  expect(recording.findings()).toEqual([]);
  link.tick(2_000).tick(600_000);
  expect(recording.findings()).toMatchObject([
    {
      rule: "heartbeat-missed",
      severity: "warning",
      side: "station",
      evidence: [2, 1],
      sentence:
        "The station has sent no message for 2.2 min, though the CSMS asked for a Heartbeat every 60 s.",
      details: { intervalS: 60, isPinging: false },
    },
  ]);
  link.station('[2,"2","Heartbeat",{}]').tick(131_000);
  expect(recording.findings().length).toBe(2);
});

it("takes any message for life, also an answer", () => {
  const { recording, link } = accepted(60);
  for (let n = 0; n < 20; n += 1) {
    link.csms(`[2,"c${n}","GetConfiguration",{}]`, { afterMs: 100_000 }).station(`[3,"c${n}",{}]`);
  }
  expect(recording.findings()).toEqual([]);
});

it("takes pings for life, but not for more than a day", () => {
  const { recording, link } = accepted(60);
  const hours = 3600 * second;
  for (let at = second; at < 23 * hours; at += 100 * second) {
    ping(recording, link.linkId, at);
    recording.intake.tick(startUs + at);
  }
  expect(recording.findings()).toEqual([]);
  for (let at = 23 * hours; at < 25 * hours; at += 100 * second) {
    ping(recording, link.linkId, at);
    recording.intake.tick(startUs + at);
  }
  expect(recording.findings()).toMatchObject([
    { sentence: expect.stringContaining("; it sent WebSocket pings or pongs only.") },
  ]);
});

it("follows a setting that the station accepts", () => {
  const { recording, link } = accepted(3_600);
  link.csms('[2,"c1","ChangeConfiguration",{"key":"HeartbeatInterval","value":"30"}]');
  link.station('[3,"c1",{"status":"Accepted"}]').tick(71_000);
  expect(recording.rulesFound()).toEqual(["heartbeat-missed"]);
});

it("counts from when the interval is given, also on a link without a boot", () => {
  const recording = record({ rules: [heartbeatMissed] });
  const link = recording.link().open();
  link.csms('[2,"c1","ChangeConfiguration",{"key":"HeartbeatInterval","value":"30"}]');
  link.station('[3,"c1",{"status":"Accepted"}]', { afterMs: 3_000 }).tick(69_000);
  expect(recording.findings()).toEqual([]);
  link.tick(2_000);
  expect(recording.rulesFound()).toEqual(["heartbeat-missed"]);
});

it("is silent without an interval, and where nothing can be heard any more", () => {
  const { recording, link } = accepted(0);
  link.tick(10_000_000);
  const closed = accepted(60);
  closed.link.close().tick(1_000_000);
  const opaque = accepted(60);
  const note = { note: "opaque", sender: "station", reason: "lost a byte", bytesHex: "" } as const;
  opaque.link.note(note).tick(1_000_000);
  const reconnected = recording.link().open().station('[2,"1","Heartbeat",{}]');
  reconnected.tick(10_000_000);
  for (const all of [recording, closed.recording, opaque.recording]) {
    expect(all.findings()).toEqual([]);
  }
});
