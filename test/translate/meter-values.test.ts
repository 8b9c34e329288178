import { expect, it } from "vitest";
import { meterValueOf, readMeterValues, registerIn } from "../../src/translate/meter-values.ts";
import { defaultSettings } from "../../src/translate/settings.ts";

const context = { nowMs: 0, settings: defaultSettings, publicKey: "", lose: () => undefined };
const timestamp = "2026-05-01T10:00:00Z";
const read = (...sampledValue: readonly object[]) =>
  readMeterValues([{ timestamp, sampledValue: sampledValue as never }], context);
const valuesOf = (...sampled: readonly object[]) =>
  read(...sampled)[0]?.samples.map(({ value, sampledValue }) => [
    value,
    (sampledValue["unitOfMeasure"] as { unit?: string } | undefined)?.unit,
  ]);

it("units are base units, and slips of the pen are put right", () => {
  expect(valuesOf({ value: "1,5", unit: "KWH" })).toEqual([[1500, "Wh"]]);
  expect(valuesOf({ value: "5", unit: "W" })).toEqual([[5, "Wh"]]);
  expect(valuesOf({ value: "5", unit: "kWh", measurand: "Power.Active.Import" })).toEqual([
    [5000, "W"],
  ]);
  expect(valuesOf({ value: "5", unit: "furlong", measurand: "Voltage" })).toEqual([[5, "V"]]);
  expect(valuesOf({ value: "0.9", measurand: "Power.Factor" })).toEqual([[0.9, undefined]]);
});

it("a phase in the measurand is a phase", () => {
  expect(read({ value: "230", measurand: "Voltage.L1-N" })[0]?.samples[0]).toMatchObject({
    ...{ measurand: "Voltage", phase: "L1-N" },
  });
});

it("what is no number, or no measurand of 2.0.1, is left out", () => {
  expect(valuesOf({ value: "NaN" }, { value: "1", measurand: "Humidity" }, {})).toEqual([]);
  expect(read({ value: "40", measurand: "Temperature" })[0]?.extras).toMatchObject([
    { value: "40" },
  ]);
});

it("a signed value joins the bare one beside it", () => {
  const samples = read({ value: "7" }, { value: "3045", format: "SignedData" })[0]?.samples ?? [];
  expect(samples).toMatchObject([{ value: 7, isSigned: true }]);
  expect(meterValueOf(0, samples)).toMatchObject({ timestamp: "1970-01-01T00:00:00.000Z" });
});

it("the register is the newest unphased one", () => {
  const readings = read({ value: "7" }, { value: "9", phase: "L1" }, { value: "8" });
  expect(registerIn(readings, defaultSettings)).toBe(8);
});
