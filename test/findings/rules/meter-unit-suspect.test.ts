import { expect, it } from "vitest";
import { meterUnitSuspect } from "../../../src/findings/rules/meter-unit-suspect.ts";
import {
  current,
  energy,
  MINUTE_MS,
  meteringStory,
  power,
  voltage,
} from "../../support/metering.ts";
import { record } from "../../support/recording.ts";

const every = { afterMs: 10 * MINUTE_MS };

/** Samples every ten minutes at a steady power. */
function charging(registerStep: number, unit: string, watts: number, powerUnit = "W", times = 6) {
  const story = meteringStory(meterUnitSuspect);
  for (let at = 0; at < times; at += 1) {
    story.sample([energy(100 + at * registerStep, unit), power(watts, powerUnit)], every);
  }
  return story;
}

it("tells kWh labelled as Wh", () => {
  const story = charging(1.85, "Wh", 11_100);
  expect(story.recording.findings()).toMatchObject([
    {
      ...{ severity: "warning", side: "station", details: { kind: "kWh as Wh" } },
      sentence:
        "At connector 1, the register grew by 5.55 Wh in 30 min, but the power says 5550 Wh: the register seems to be in kWh, labelled as Wh.",
    },
  ]);
});

it("tells Wh labelled as kWh", () => {
  expect(charging(1_850, "kWh", 11_100).recording.findings()).toMatchObject([
    { details: { kind: "Wh as kWh" } },
  ]);
});

it("tells power ten times too high, and kW labelled as W", () => {
  expect(charging(1_850, "Wh", 111_000).recording.findings()).toMatchObject([
    {
      sentence: expect.stringContaining(": the power seems to be ten times too high."),
      details: { kind: "energy, power x10" },
    },
  ]);
  expect(charging(1_850, "Wh", 11.1).recording.findings()).toMatchObject([
    { details: { kind: "energy, power x0.001" } },
  ]);
});

it("tells ampere sent as watt", () => {
  const story = meteringStory(meterUnitSuspect);
  const amperes = [current(16, "L1"), current(16, "L2"), current(16, "L3")];
  for (let at = 0; at < 4; at += 1) story.sample([power(16), ...amperes, voltage(230)]);
  expect(story.sentences()).toEqual([
    "At connector 1, the power is told as 16 W, but voltage times current is 11040 W: it seems to be the current in ampere, labelled as watt.",
  ]);
});

it("tells power that is ten times voltage times current", () => {
  const story = meteringStory(meterUnitSuspect);
  for (let at = 0; at < 9; at += 1) story.sample([power(36_800), current(16, "L1"), voltage(230)]);
  expect(story.recording.findings()).toMatchObject([{ details: { kind: "power x10" } }]);
});

it("tells a unit that the measurand cannot have, once", () => {
  const story = meteringStory(meterUnitSuspect);
  const wrong = { value: "16", measurand: "Current.Import", unit: "W" };
  story.sample([wrong]).sample([wrong]);
  expect(story.sentences()).toEqual([
    "At connector 1, Current.Import was sent as 16 W, a unit that it cannot have.",
  ]);
});

it("is silent about values that fit, in any unit", () => {
  expect(charging(1_850, "Wh", 11_100).sentences()).toEqual([]);
  expect(charging(1.85, "kWh", 11.1, "kW").sentences()).toEqual([]);
  const story = meteringStory(meterUnitSuspect);
  for (let at = 0; at < 9; at += 1) {
    story.sample([
      power(11_000),
      current(16, "L1"),
      current(16, "L2"),
      current(16, "L3"),
      voltage(230),
    ]);
  }
  expect(story.sentences()).toEqual([]);
});

it("is silent where a ratio is no round factor, and where too little was told", () => {
  expect(charging(1_850, "Wh", 33_000).sentences()).toEqual([]);
  expect(charging(1_850, "Wh", 111_000, "W", 3).sentences()).toEqual([]);
});

it("does not think that a car at rest has the wrong unit", () => {
  const story = meteringStory(meterUnitSuspect);
  for (let at = 0; at < 30; at += 1)
    story.sample([energy(100), power(5), current(0.1, "L1"), voltage(230)]);
  expect(story.sentences()).toEqual([]);
});

it("does not know what flowed between two sessions", () => {
  const recording = record({ rules: [meterUnitSuspect] });
  const link = recording.link().open();
  let wh = 10_000;
  for (const transactionId of [1, 2, 3, 4]) {
    for (let minute = 0; minute < 3; minute += 1) {
      const sampledValue = [energy(wh), power(11_000)];
      const meterValue = [{ timestamp: "", sampledValue }];
      const payload = { connectorId: 1, transactionId, meterValue };
      link.station(JSON.stringify([2, "m", "MeterValues", payload]), {
        afterMs: minute === 0 ? 50 * MINUTE_MS : MINUTE_MS,
      });
      wh += minute === 2 ? 0 : 183;
    }
  }
  expect(recording.findings()).toEqual([]);
});
