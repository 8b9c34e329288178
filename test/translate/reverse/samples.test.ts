import { expect, it } from "vitest";
import {
  meterValue16,
  onlySamples,
  readMeterValues201,
  registerOf,
  wholeWh,
} from "../../../src/translate/reverse/samples.ts";
import { turnOf } from "../turns.ts";
import { reversed } from "./stage.ts";

const timestamp = "2026-05-01T10:00:00Z";

it("what 2.0.1 implies is said, what 1.6 lacks is left out and told", () => {
  const turn = turnOf(reversed({ atMs: Date.parse("2026-05-01T10:00:10Z") }));
  const sampledValue = [
    { value: 126.25, unitOfMeasure: { unit: "kWh" } },
    { value: 50.01, measurand: "Frequency", unitOfMeasure: { unit: "Hz" } },
    { value: 1.5, measurand: "Power.Active.Import", unitOfMeasure: { unit: "W", multiplier: 3 } },
    { value: 1, measurand: "Energy.Active.Net" },
    { value: 1, measurand: "Voltage", unitOfMeasure: { unit: "RH" } },
  ];
  const readings = readMeterValues201(turn, [{ timestamp, sampledValue }]);
  const usual = { context: "Sample.Periodic" };
  expect(readings.map(meterValue16)).toEqual([
    {
      timestamp: "2026-05-01T10:00:00.000Z",
      sampledValue: [
        { ...usual, value: "126.25", measurand: "Energy.Active.Import.Register", unit: "kWh" },
        { ...usual, value: "50.01", measurand: "Frequency" },
        { ...usual, value: "1500", measurand: "Power.Active.Import", unit: "W" },
      ],
    },
  ]);
  expect(turn.effects).toMatchObject([{ loss: "sample-not-in-16", count: 1 }]);
  expect(registerOf(readings, null)).toBe(126_250);
});

it("a signed value is a second sample, byte by byte", () => {
  const turn = turnOf(reversed());
  const signedMeterValue = {
    ...{ signedMeterData: "T0NNRg==", signingMethod: "", encodingMethod: "OCMF", publicKey: "" },
  };
  const [reading] = readMeterValues201(turn, [
    { timestamp, sampledValue: [{ value: 1, signedMeterValue }] },
  ]);
  expect(reading?.samples[0]?.sampledValues[1]).toMatchObject({
    ...{ format: "SignedData", value: JSON.stringify(signedMeterValue) },
  });
});

it("the register of a context goes before the newest one", () => {
  const turn = turnOf(reversed());
  const sampledValue = [{ value: 1, context: "Transaction.Begin" }, { value: 2 }];
  const readings = readMeterValues201(turn, [{ timestamp, sampledValue }]);
  expect([registerOf(readings, "Transaction.Begin"), registerOf(readings, null)]).toEqual([1, 2]);
  expect(onlySamples(readings, ({ context }) => context === "x")).toEqual([]);
});

it("half a Wh is one", () => {
  expect([0.4, 0.5, 1.5, -0.5].map(wholeWh)).toEqual([0, 1, 2, 0]);
});
