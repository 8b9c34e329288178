import { expect, it } from "vitest";
import { meterValueUnreadable } from "../../../src/findings/rules/meter-value-unreadable.ts";
import { energy, meteringStory } from "../../support/metering.ts";

it("tells a value with a comma, and where it is", () => {
  const story = meteringStory(meterValueUnreadable).sample([energy("12,5", "kWh"), energy("")]);
  expect(story.recording.findings()).toMatchObject([
    {
      ...{ severity: "warning", side: "station", evidence: [1] },
      sentence:
        'The station sent the value "12,5" at meterValue.0.sampledValue.0, which is no number; nor is another one in the message.',
      details: { unreadable: 2, readable: 0 },
    },
  ]);
});

it("tells the first such message, then the tenth", () => {
  const story = meteringStory(meterValueUnreadable);
  for (let at = 0; at < 12; at += 1) story.sample([energy("n/a")]);
  expect(story.sentences()).toEqual([
    'The station sent the value "n/a" at meterValue.0.sampledValue.0, which is no number.',
    'The station sent the value "n/a" at meterValue.0.sampledValue.0, which is no number. It is the 10th such message.',
  ]);
});

it("is silent about numbers of any form, and about signed data", () => {
  const story = meteringStory(meterValueUnreadable);
  story.sample([energy("-12.5"), energy("1e3"), energy(" 7 ")]);
  story
    .sample([{ value: "A1B2C3", format: "SignedData" }])
    .start(5)
    .stop(6);
  expect(story.sentences()).toEqual([]);
});
