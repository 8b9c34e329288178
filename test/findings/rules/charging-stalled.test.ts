import { expect, it } from "vitest";
import { chargingStalled } from "../../../src/findings/rules/charging-stalled.ts";
import { energy, MINUTE_MS, meteringStory, power } from "../../support/metering.ts";

const five = { afterMs: 5 * MINUTE_MS };

it("tells once that nothing flows for ten minutes while the status is Charging", () => {
  const story = meteringStory(chargingStalled).status("Charging");
  for (let at = 0; at < 6; at += 1) story.sample([energy(10_000), power(0)], five);
  expect(story.recording.findings()).toMatchObject([
    {
      ...{ severity: "warning", side: "station", evidence: [3, 7] },
      sentence:
        "The station says that connector 1 is Charging, but for 10 min its register stands at 10000 Wh and its power is 0 W.",
    },
  ]);
});

it("tells it again after energy has flowed", () => {
  const story = meteringStory(chargingStalled).status("Charging");
  for (const value of [1, 1, 1, 900, 900, 900]) story.sample([energy(value)], five);
  expect(story.sentences()).toHaveLength(2);
});

it("tells it of 2.x by the charging state", () => {
  const story = meteringStory(chargingStalled, "2.0.1");
  story.event("Started", { transactionInfo: { chargingState: "Charging" } });
  for (let at = 0; at < 3; at += 1) story.event("Updated", { sampledValue: [{ value: 5 }] }, five);
  expect(story.sentences()).toEqual([
    "The station says that EVSE 1 is Charging, but for 10 min its register stands at 5 Wh.",
  ]);
});

it("is silent while the station says that it is suspended, or nothing of it", () => {
  const story = meteringStory(chargingStalled);
  for (let at = 0; at < 4; at += 1) story.sample([energy(1)], five);
  story.status("Charging").status("SuspendedEV");
  for (let at = 0; at < 4; at += 1) story.sample([energy(1)], five);
  expect(story.sentences()).toEqual([]);
});

it("is silent while a limit of 0 is in force", () => {
  const story = meteringStory(chargingStalled).status("Charging").limit(0, "A");
  for (let at = 0; at < 4; at += 1) story.sample([energy(1)], five);
  expect(story.sentences()).toEqual([]);
});

it("is silent about a full battery, and about nine minutes", () => {
  const full = { value: "100", measurand: "SoC", unit: "Percent", location: "EV" };
  const story = meteringStory(chargingStalled).status("Charging");
  for (let at = 0; at < 4; at += 1) story.sample([energy(1), full], five);
  story.sample([energy(1)]).sample([energy(1)], { afterMs: 9 * MINUTE_MS });
  expect(story.sentences()).toEqual([]);
});

it("gives a register of whole kWh the time that it needs", () => {
  const story = meteringStory(chargingStalled).status("Charging");
  for (let at = 0; at < 10; at += 1) story.sample([energy("12", "kWh")], five);
  expect(story.sentences()).toEqual([]);
});

it("knows the place of later events of 2.x that name the transaction only", () => {
  const story = meteringStory(chargingStalled, "2.0.1");
  story.event("Started", { transactionInfo: { chargingState: "Charging" } });
  for (let at = 0; at < 3; at += 1) {
    story.event("Updated", { sampledValue: [{ value: 5 }], evse: null }, five);
  }
  expect(story.sentences()).toHaveLength(1);
});
