import { expect, it } from "vitest";
import { bootMissing } from "../../../src/findings/rules/boot-missing.ts";
import { record } from "../../support/recording.ts";

const status = '[2,"1","StatusNotification",{}]';

function begun() {
  const recording = record({ rules: [bootMissing] });
  return { recording, link: recording.link().open() };
}

it("tells a beginning without one after half a minute, by time alone or by what follows", () => {
  const first = begun();
  first.link.station(status).csms('[3,"1",{}]').tick(29_000);
  expect(first.recording.findings()).toEqual([]);
  first.link.tick(1_000).tick(60_000);
  expect(first.recording.findings()).toMatchObject([
    {
      rule: "boot-missing",
      severity: "note",
      side: "station",
      evidence: [1],
      sentence:
        "The station began with StatusNotification, and no BootNotification came within 30 s of it; the standard wants one after a start only, some CSMSs want one on every link.",
    },
  ]);
  const second = begun();
  second.link.station(status).station('[2,"2","Heartbeat",{}]', { afterMs: 31_000 });
  second.link.station('[2,"3","Heartbeat",{}]', { afterMs: 31_000 });
  expect(second.recording.rulesFound()).toEqual(["boot-missing"]);
});

it("is silent where one comes first, or soon after", () => {
  for (const calls of [
    ['[2,"0","BootNotification",{}]', status],
    [status, '[2,"0","BootNotification",{'],
  ]) {
    const { recording, link } = begun();
    for (const call of calls) link.station(call);
    link.tick(60_000).tick(60_000);
    expect(recording.findings(), calls[0]).toEqual([]);
  }
});

it("is silent while the station says nothing of its own", () => {
  const { recording, link } = begun();
  link.csms('[2,"1","Reset",{}]').station('[3,"1",{}]').tick(60_000);
  expect(recording.findings()).toEqual([]);
});

it("is silent where the beginning is not known", () => {
  const { recording, link } = begun();
  link.gap(1, 3).station(status).tick(60_000);
  const opaque = begun();
  const note = { note: "opaque", sender: "station", reason: "lost a byte", bytesHex: "" } as const;
  opaque.link.station(status).note(note).tick(60_000);
  expect(opaque.recording.findings()).toEqual([]);
  const unseen = recording.link().station(status);
  unseen.tick(60_000);
  expect(recording.rulesFound()).toEqual([]);
});
