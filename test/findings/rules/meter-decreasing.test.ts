import { expect, it } from "vitest";
import { meterDecreasing } from "../../../src/findings/rules/meter-decreasing.ts";
import { energy, meteringStory } from "../../support/metering.ts";

it("tells a step back, with both values and both messages", () => {
  const story = meteringStory(meterDecreasing);
  story.sample([energy(10_000)]).sample([energy(9_400)]);
  expect(story.recording.findings()).toMatchObject([
    {
      ...{ severity: "warning", side: "station", evidence: [1, 3] },
      sentence:
        "Energy.Active.Import.Register of connector 1 went back: from 10000 Wh to 9400 Wh within 60 s.",
      details: { before: 10_000, after: 9_400, isReset: false, times: 1 },
    },
  ]);
});

it("tells a register that was reset in the middle of a session", () => {
  const story = meteringStory(meterDecreasing);
  story
    .sample([energy(10_000)])
    .sample([energy(0)])
    .sample([energy(100)]);
  expect(story.sentences()).toEqual([
    "Energy.Active.Import.Register of connector 1 was reset in the middle: from 10000 Wh to 0 Wh within 60 s.",
  ]);
});

it("only notes a register that begins anew with each session", () => {
  const story = meteringStory(meterDecreasing, "2.0.1");
  const of = (transactionId: string) => ({ transactionInfo: { transactionId } });
  story.event("Ended", { ...of("T1"), sampledValue: [{ value: 20_000 }] });
  story.event("Started", { ...of("T2"), sampledValue: [{ value: 0 }] });
  expect(story.recording.findings()).toMatchObject([
    {
      severity: "note",
      sentence:
        "Energy.Active.Import.Register of EVSE 1 began anew with another session: from 20000 Wh to 0 Wh within 1 s.",
    },
  ]);
});

it("tells the first, then the tenth", () => {
  const story = meteringStory(meterDecreasing);
  for (let turn = 0; turn < 12; turn += 1) story.sample([energy(9_000)]).sample([energy(5_000)]);
  expect(story.recording.findings().map(({ details }) => details["times"])).toEqual([1, 10]);
});

it("tolerates a step back of 1 Wh, in whatever unit", () => {
  const story = meteringStory(meterDecreasing);
  story.sample([energy(10_000)]).sample([energy(9_999)]);
  story.sample([energy("10.002", "kWh")]).sample([energy("10.001", "kWh")]);
  expect(story.recording.findings()).toEqual([]);
});

it("keeps phases, locations, measurands and units apart", () => {
  const story = meteringStory(meterDecreasing);
  story.sample([
    energy(10_000),
    energy(3_000, "Wh", { phase: "L1" }),
    energy(9_000, "Wh", { location: "Inlet" }),
    energy(50, "Wh", { measurand: "Energy.Active.Export.Register" }),
    energy(9, "kWh"),
  ]);
  story.sample([energy(10_001), energy(3_001, "Wh", { phase: "L1" })]);
  expect(story.recording.findings()).toEqual([]);
});

it("is silent about power, and about samples that were sent late", () => {
  const story = meteringStory(meterDecreasing);
  story.sample([energy(10_000), energy(7_000, "W", { measurand: "Power.Active.Import" })]);
  story.sample([energy(10_010), energy(0, "W", { measurand: "Power.Active.Import" })]);
  const late = { timestamp: "2020-01-01T00:00:00Z", sampledValue: [energy(100)] };
  story.stop(10_010, { transactionData: [late] });
  story.link.station(
    JSON.stringify([2, "late", "MeterValues", { connectorId: 1, meterValue: [late] }]),
  );
  expect(story.recording.findings()).toEqual([]);
});
