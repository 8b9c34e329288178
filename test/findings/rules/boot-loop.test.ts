import { expect, it } from "vitest";
import { bootLoop } from "../../../src/findings/rules/boot-loop.ts";
import { record } from "../../support/recording.ts";

function boots(times: number, payload = "{}", afterMs = 60_000, status = "Accepted") {
  const recording = record({ rules: [bootLoop] });
  const link = recording.link().open();
  for (let id = 0; id < times; id += 1) {
    link.station(`[2,"${id}","BootNotification",${payload}]`, { afterMs });
    link.csms(`[3,"${id}",{"status":"${status}"}]`);
  }
  return recording.findings();
}

it("tells five boots within ten minutes once, with the reasons given", () => {
  expect(boots(6, '{"reason":"Watchdog"}')).toMatchObject([
    {
      rule: "boot-loop",
      severity: "error",
      side: "station",
      sentence: "The station booted 5 times within 4 min; the reason it gave: Watchdog.",
      details: { reasons: ["Watchdog"] },
    },
  ]);
});

it("counts boots on links of their own, answered or not", () => {
  const recording = record({ rules: [bootLoop] });
  for (let id = 0; id < 5; id += 1) {
    recording.link().open().station('[2,"1","BootNotification",{}]').close();
  }
  expect(recording.rulesFound()).toEqual(["boot-loop"]);
});

it("is silent about four boots, and about slow ones", () => {
  expect(boots(4)).toEqual([]);
  expect(boots(20, "{}", 200_000)).toEqual([]);
});

it("is silent about repetitions while it is not accepted, and without an answer", () => {
  expect(boots(30, "{}", 10_000, "Pending")).toEqual([]);
  const recording = record({ rules: [bootLoop] });
  const link = recording.link().open();
  for (let id = 0; id < 9; id += 1) link.station(`[2,"${id}","BootNotification",{}]`);
  expect(recording.findings()).toEqual([]);
});

it("is silent about what a CSMS triggers", () => {
  expect(boots(9, '{"reason":"Triggered"}')).toEqual([]);
  const recording = record({ rules: [bootLoop] });
  const link = recording.link().open();
  for (let id = 0; id < 9; id += 1) {
    link.csms(`[2,"c${id}","TriggerMessage",{"requestedMessage":"BootNotification"}]`);
    link.station(`[3,"c${id}",{"status":"Accepted"}]`);
    link.station(`[2,"${id}","BootNotification",{}]`).csms(`[3,"${id}",{"status":"Accepted"}]`);
  }
  expect(recording.findings()).toEqual([]);
});
