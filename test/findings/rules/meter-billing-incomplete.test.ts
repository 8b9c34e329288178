import { expect, it } from "vitest";
import { meterBillingIncomplete } from "../../../src/findings/rules/meter-billing-incomplete.ts";
import { energy, meteringStory } from "../../support/metering.ts";

const begin = { sampledValue: [{ value: 10, context: "Transaction.Begin" }] };
const end = { sampledValue: [{ value: 20, context: "Transaction.End" }] };

it("notes a transaction of 1.6 whose registers are both 0", () => {
  const story = meteringStory(meterBillingIncomplete).start(0).stop(0);
  expect(story.recording.findings()).toMatchObject([
    {
      ...{ severity: "note", side: "station", evidence: [1, 3] },
      sentence:
        "The energy of transaction 7 at connector 1 cannot be billed for certain: meterStart and meterStop are both 0.",
    },
  ]);
});

it("notes registers that stand still while the samples grow", () => {
  const story = meteringStory(meterBillingIncomplete).start(100);
  story
    .sample([energy(100)])
    .sample([energy(900)])
    .stop(100);
  expect(story.sentences()).toEqual([
    "The energy of transaction 7 at connector 1 cannot be billed for certain: meterStart and meterStop are both 100 Wh, but its samples grew by 800 Wh.",
  ]);
});

it("notes a missing register of 1.6", () => {
  expect(meteringStory(meterBillingIncomplete).start("?").stop(5).sentences()).toMatchObject([
    expect.stringContaining("meterStart is missing or no number"),
  ]);
  expect(meteringStory(meterBillingIncomplete).start(5).stop(null).sentences()).toMatchObject([
    expect.stringContaining("meterStop is missing or no number"),
  ]);
});

it("notes which context is missing in 2.x", () => {
  const story = meteringStory(meterBillingIncomplete, "2.0.1");
  story.event("Started", begin).event("Ended");
  expect(story.sentences()).toEqual([
    "The energy of transaction T7 at EVSE 1 cannot be billed for certain: no sample of Energy.Active.Import.Register has the context Transaction.End.",
  ]);
  const neither = meteringStory(meterBillingIncomplete, "2.0.1").event("Started").event("Ended");
  expect(neither.sentences()).toMatchObject([
    expect.stringContaining("Transaction.Begin or Transaction.End"),
  ]);
});

it("is silent about complete transactions", () => {
  const story = meteringStory(meterBillingIncomplete, "2.0.1");
  story.event("Started", begin).event("Updated").event("Ended", end);
  expect(story.sentences()).toEqual([]);
  expect(meteringStory(meterBillingIncomplete).start(0).stop(1).sentences()).toEqual([]);
  expect(meteringStory(meterBillingIncomplete).start(70).stop(70).sentences()).toEqual([]);
});

it("is silent where the record lacks the begin or has holes", () => {
  const story = meteringStory(meterBillingIncomplete, "2.0.1").event("Ended", end);
  expect(story.sentences()).toEqual([]);
  const holey = meteringStory(meterBillingIncomplete, "2.0.1").event("Started");
  holey.link.gap(3, 4);
  expect(holey.event("Ended").sentences()).toEqual([]);
});
