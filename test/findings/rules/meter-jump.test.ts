import { expect, it } from "vitest";
import { meterJump } from "../../../src/findings/rules/meter-jump.ts";
import { energy, MINUTE_MS, meteringStory, power } from "../../support/metering.ts";

it("tells an increase that no station delivers", () => {
  const story = meteringStory(meterJump);
  story.sample([energy(10_000)]).sample([energy(110_000)]);
  expect(story.recording.findings()).toMatchObject([
    {
      ...{ severity: "warning", side: "station", evidence: [1, 3] },
      sentence:
        "Energy.Active.Import.Register of connector 1 jumped from 10000 Wh to 110000 Wh within 60 s: 100 kWh, on average 6000 kW, more than any station for cars delivers.",
      details: { averageW: 6_000_000, elapsedMs: 60_000 },
    },
  ]);
});

function learnt(watts: number) {
  const story = meteringStory(meterJump);
  for (let at = 0; at <= 12; at += 1) story.sample([energy(10_000 + at * 120), power(watts)]);
  return story;
}

it("tells an increase far above what this register ever did", () => {
  const story = learnt(7_200).sample([energy(20_000), power(7_200)]);
  expect(story.sentences()).toMatchObject([expect.stringContaining("513.6 kW")]);
  const lower = learnt(7_200).sample([energy(13_000), power(7_200)]);
  expect(lower.sentences()).toEqual([
    "Energy.Active.Import.Register of connector 1 jumped from 11440 Wh to 13000 Wh within 60 s: 1.56 kWh, on average 93.6 kW, more than ten times the 7.2 kW that it reached before.",
  ]);
});

it("is silent where the station's own power bears it out", () => {
  expect(
    learnt(7_200)
      .sample([energy(13_000), power(90_000)])
      .sentences(),
  ).toEqual([]);
});

it("is silent about a fast charger, and about much energy in a long time", () => {
  const story = meteringStory(meterJump);
  story.sample([energy(10_000)]).sample([energy(15_800)]);
  story.sample([energy(200_000)], { afterMs: 600 * MINUTE_MS });
  expect(story.sentences()).toEqual([]);
});
