import { expect, it } from "vitest";
import {
  amount,
  type Metered,
  meteredIn,
  placeOf,
  resolutionOf,
  sampledAtUs,
} from "../../src/findings/meter-samples.ts";
import { nothing, type Rule, statelessRule } from "../../src/findings/rule.ts";
import { type Sample, samplesOf } from "../../src/ocpp/samples.ts";
import { energy, meteringStory } from "../support/metering.ts";

function sampleOf(sampled: object): Sample {
  const payload = { meterValue: [{ timestamp: "2026-01-01T00:00:00Z", sampledValue: [sampled] }] };
  return samplesOf("1.6", "MeterValues", payload)[0] as Sample;
}

/** Keeps what it is shown. */
function listener(): { rule: Rule; heard: Metered[] } {
  const heard: Metered[] = [];
  const text = { id: "listener", title: "", severity: "note", side: "ours" } as const;
  const rule = statelessRule(
    { ...text, clause: "", explanation: "", remedy: "" },
    {
      message(happening, link) {
        heard.push(meteredIn(happening, link));
        expect(meteredIn(happening, link)).toBe(heard.at(-1));
        return nothing;
      },
    },
  );
  return { rule, heard };
}

it("reads a station's call, with its place, and nothing of an answer", () => {
  const { rule, heard } = listener();
  meteringStory(rule).sample([energy(5)]);
  meteringStory(rule, "2.0.1").event("Updated", { sampledValue: [{ value: 6 }] });
  expect(heard).toMatchObject([
    { place: "connector 1", transactionId: "7", samples: [{ value: 5 }] },
    { place: "", samples: [] },
    { place: "EVSE 1", transactionId: "T7", samples: [{ value: 6 }] },
    { place: "", samples: [] },
  ]);
});

it("reads nothing from the CSMS", () => {
  const { rule, heard } = listener();
  const story = meteringStory(rule);
  story.link.csms(
    '[2,"1","MeterValues",{"connectorId":1,"meterValue":[{"sampledValue":[{"value":"1"}]}]}]',
  );
  expect(heard).toMatchObject([{ samples: [] }]);
});

it("names places", () => {
  expect(placeOf({ connectorId: 2, evseId: null, transactionId: "7" })).toBe("connector 2");
  expect(placeOf({ connectorId: 2, evseId: 1, transactionId: "7" })).toBe("EVSE 1");
  expect(placeOf({ connectorId: null, evseId: null, transactionId: "7" })).toBe("transaction 7");
  expect(placeOf({ connectorId: null, evseId: null, transactionId: "" })).toBe("");
});

it("takes no sample for one of the future", () => {
  const sample = sampleOf({ value: "1" });
  expect(sampledAtUs(sample, 5)).toBe(5);
  expect(sampledAtUs({ ...sample, atUs: 3 }, 5)).toBe(3);
  expect(sampledAtUs({ ...sample, atUs: null }, 5)).toBe(5);
});

it("knows what the last digit stands for", () => {
  expect(resolutionOf(sampleOf({ value: "12.3", unit: "kWh" }))).toBeCloseTo(100);
  expect(resolutionOf(sampleOf({ value: "12", unit: "kWh" }))).toBeCloseTo(1000);
  expect(resolutionOf(sampleOf({ value: "12.34" }))).toBeCloseTo(0.01);
  expect(resolutionOf(sampleOf({ value: "0" }))).toBe(1);
});

it("writes amounts shortly, whatever they are", () => {
  expect(amount(15.8, "A")).toBe("15.8 A");
  expect(amount(0.12345, "kWh")).toBe("0.123 kWh");
  expect(amount(1e300, "Wh").length).toBeLessThan(30);
  expect(amount(1, "u".repeat(1e5)).length).toBeLessThan(70);
});
