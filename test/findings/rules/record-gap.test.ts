import { expect, it } from "vitest";
import { record } from "../../support/recording.ts";

it("counts what is missing and says why", () => {
  const recording = record();
  recording.link().open().gap(1, 12);
  expect(recording.findings()).toMatchObject([
    {
      rule: "record-gap",
      severity: "note",
      side: "ours",
      sentence:
        "12 messages (numbers 1 to 12) of this link were relayed but not recorded: the disk did not take the recording fast enough.",
      details: { reason: "buffer-full", messages: 12 },
    },
  ]);
});

it("says so when the number is not known", () => {
  const recording = record();
  const link = recording.link().note({ note: "relay-started", instance: "test", relayRun: "a" });
  link.open().station('[2,"1","Heartbeat",{}]').csms('[3,"1",{}]');
  link.note({ note: "relay-started", instance: "test", relayRun: "b" });
  expect(recording.findings()).toMatchObject([
    {
      sentence:
        "Messages may be missing after number 2 of this link: the relay ended without closing the link, and what it had in hand is unknown.",
    },
  ]);
});

it("is silent when numbers follow each other", () => {
  const recording = record();
  recording.link().open().station('[2,"1","Heartbeat",{}]').csms('[3,"1",{}]').close();
  expect(recording.findings()).toEqual([]);
});
