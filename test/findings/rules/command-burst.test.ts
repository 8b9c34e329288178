import { expect, it } from "vitest";
import { commandBurst } from "../../../src/findings/rules/command-burst.ts";
import { record } from "../../support/recording.ts";

function findingsFor(calls: number, afterMs: number) {
  const recording = record({ rules: [commandBurst] });
  const link = recording.link().open().station(`[2,"b","BootNotification",{}]`);
  for (let call = 0; call < calls; call += 1) link.csms(`[2,"${call}","Reset",{}]`, { afterMs });
  return recording.findings();
}

it("tells a burst once, at the call that is too many", () => {
  expect(findingsFor(200, 20)).toMatchObject([
    {
      severity: "warning",
      side: "csms",
      evidence: [2, 27],
      sentence: "The CSMS sent more than 25 calls within a second, the last one of them Reset.",
    },
  ]);
});

it("is silent about 25 calls a second for as long as they like", () => {
  expect(findingsFor(200, 40)).toEqual([]);
});

function reconnected(calls: number, afterMs: number, first = `[2,"h","Heartbeat",{}]`) {
  const recording = record({ rules: [commandBurst] });
  const link = recording.link().open().station(first);
  for (let call = 0; call < calls; call += 1) {
    link.csms(`[2,"${call}","ChangeConfiguration",{}]`, { afterMs });
  }
  return recording.findings();
}

it("tells what is sent all over again to a station that only lost its link", () => {
  expect(reconnected(29, 300)).toMatchObject([
    {
      side: "csms",
      evidence: [2, 22],
      sentence:
        "The CSMS sent more than 20 calls within 6.4 s after the station had connected without a BootNotification, the last one of them ChangeConfiguration.",
    },
  ]);
});

it("tells one burst once", () => {
  expect(reconnected(60, 10)).toHaveLength(1);
});

it("is silent about 20 calls, about many in more time, and after a restart", () => {
  expect(reconnected(20, 300)).toEqual([]);
  expect(reconnected(40, 1_000)).toEqual([]);
  expect(reconnected(29, 300, `[2,"b","BootNotification",{}]`)).toEqual([]);
});

it("does not take the beginning of a trace for a reconnect", () => {
  const recording = record({ rules: [commandBurst] });
  const link = recording.link().open({ target: "" });
  for (let call = 0; call < 29; call += 1) link.csms(`[2,"${call}","Reset",{}]`, { afterMs: 300 });
  expect(recording.findings()).toEqual([]);
});
