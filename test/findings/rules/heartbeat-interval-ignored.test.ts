import { expect, it } from "vitest";
import { heartbeatIntervalIgnored } from "../../../src/findings/rules/heartbeat-interval-ignored.ts";
import { record } from "../../support/recording.ts";

function beating(interval: number, periodsS: readonly number[]) {
  const recording = record({ rules: [heartbeatIntervalIgnored] });
  const link = recording.link().open().station('[2,"b","BootNotification",{}]');
  link.csms(`[3,"b",{"status":"Accepted","interval":${interval}}]`);
  for (const [id, periodS] of periodsS.entries()) {
    link.station(`[2,"${id}","Heartbeat",{}]`, { afterMs: periodS * 1000 });
    link.csms(`[3,"${id}",{}]`, { afterMs: 0 });
  }
  return { recording, link };
}

const times = (count: number, periodS: number) => new Array<number>(count).fill(periodS);

it("tells heartbeats that come much more often, once", () => {
  expect(beating(300, times(20, 30)).recording.findings()).toMatchObject([
    {
      rule: "heartbeat-interval-ignored",
      severity: "warning",
      side: "station",
      sentence:
        "The station's last 6 Heartbeats came about 30 s apart, while the CSMS asked for one every 5 min.",
      details: { intervalS: 300, periodMsMin: 30_000 },
    },
  ]);
});

it("tells a steady rhythm that is much slower", () => {
  expect(beating(60, times(7, 900)).recording.rulesFound()).toEqual(["heartbeat-interval-ignored"]);
});

it("is silent about the interval asked for, and about what other messages replace", () => {
  expect(beating(60, times(30, 60)).recording.findings()).toEqual([]);
  expect(beating(60, times(30, 40)).recording.findings()).toEqual([]);
  expect(beating(60, [60, 900, 60, 60, 400, 3_000, 60, 200]).recording.findings()).toEqual([]);
  expect(beating(0, times(30, 5)).recording.findings()).toEqual([]);
});

it("does not count heartbeats that the CSMS triggers", () => {
  const { recording, link } = beating(300, []);
  for (let id = 0; id < 20; id += 1) {
    link.csms(`[2,"c${id}","TriggerMessage",{"requestedMessage":"Heartbeat"}]`, {
      afterMs: 20_000,
    });
    link.station(`[3,"c${id}",{"status":"Accepted"}]`).station(`[2,"${id}","Heartbeat",{}]`);
  }
  expect(recording.findings()).toEqual([]);
});

it("tells again when another interval is given and ignored", () => {
  const { recording, link } = beating(300, times(8, 10));
  link.csms('[2,"c","ChangeConfiguration",{"key":"HeartbeatInterval","value":"600"}]');
  link.station('[3,"c",{"status":"Accepted"}]');
  for (let id = 0; id < 8; id += 1) {
    link.station(`[2,"x${id}","Heartbeat",{}]`, { afterMs: 10_000 });
  }
  expect(recording.findings().length).toBe(2);
});
