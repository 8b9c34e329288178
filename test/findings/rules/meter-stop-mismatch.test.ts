import { expect, it } from "vitest";
import { meterStopMismatch } from "../../../src/findings/rules/meter-stop-mismatch.ts";
import { energy, meteringStory } from "../../support/metering.ts";

it("tells meterStop below meterStart", () => {
  const story = meteringStory(meterStopMismatch).start(10_000).stop(9_000);
  expect(story.recording.findings()).toMatchObject([
    {
      ...{ severity: "warning", side: "station", evidence: [1, 3] },
      sentence: "In transaction 7 at connector 1, meterStop 9000 Wh is below meterStart 10000 Wh.",
      details: { faults: ["stop-before-start"], meterStart: 10_000, meterStop: 9_000 },
    },
  ]);
});

it("tolerates meterStop 1 Wh below meterStart", () => {
  expect(meteringStory(meterStopMismatch).start(10_000).stop(9_999).sentences()).toEqual([]);
});

it("tells a negative meterStart at once", () => {
  expect(meteringStory(meterStopMismatch).start(-5).sentences()).toEqual([
    "In the transaction at connector 1, meterStart is negative: -5 Wh.",
  ]);
});

it("notes a meterStop with a fraction", () => {
  expect(
    meteringStory(meterStopMismatch).start(10_000).stop(10_500.5).recording.findings(),
  ).toMatchObject([
    {
      severity: "note",
      sentence: "In transaction 7 at connector 1, meterStop 10500.5 is no whole number of Wh.",
    },
  ]);
});

it("tells meterStop below or far above the last sample", () => {
  const story = () =>
    meteringStory(meterStopMismatch)
      .start(10_000)
      .sample([energy(10_200)]);
  expect(story().stop(10_100).sentences()).toEqual([
    "In transaction 7 at connector 1, meterStop 10100 Wh is below the last sample of the register, 10200 Wh.",
  ]);
  expect(story().stop(19_000).sentences()).toEqual([
    "In transaction 7 at connector 1, meterStop 19000 Wh is far above the last sample of the register, 10200 Wh.",
  ]);
});

it("notes samples that count from zero", () => {
  const story = meteringStory(meterStopMismatch).start(10_000);
  story
    .sample([energy(0)])
    .sample([energy(200)])
    .stop(10_201);
  expect(story.recording.findings()).toMatchObject([
    { severity: "note", details: { faults: ["samples-from-zero"] } },
  ]);
});

it("looks at the samples of transactionData, too", () => {
  const sampledValue = [energy(12_000, "Wh", { context: "Transaction.End" })];
  const transactionData = [{ timestamp: "2026-09-21T14:00:00Z", sampledValue }];
  const story = meteringStory(meterStopMismatch).start(10_000).stop(11_000, { transactionData });
  expect(story.recording.findings()).toMatchObject([
    { details: { faults: ["stop-below-sample"] } },
  ]);
});

it("is silent where all fits, as far as the samples' digits go", () => {
  const story = meteringStory(meterStopMismatch).start(10_000);
  story.sample([energy("10.2", "kWh")]).stop(10_180);
  story
    .start(10_180)
    .sample([energy(10_300)])
    .stop(10_700, {}, { afterMs: 60_000 });
  expect(story.sentences()).toEqual([]);
});

it("is silent about a stop whose start it does not know", () => {
  expect(meteringStory(meterStopMismatch).stop(5).sentences()).toEqual([]);
});
