import fc from "fast-check";
import { expect, it } from "vitest";
import { limits } from "../../src/base/limits.ts";
import { readSamples, samplesOf } from "../../src/ocpp/samples.ts";

const at = "2026-01-31T12:00:00Z";
const atUs = Date.UTC(2026, 0, 31, 12) * 1000;

function meterValues(...sampledValue: readonly unknown[]) {
  return { connectorId: 1, meterValue: [{ timestamp: at, sampledValue }] };
}

function read(sampled: object, version: "1.6" | "2.0.1" = "1.6") {
  const [sample] = samplesOf(version, "MeterValues", meterValues(sampled));
  return sample === undefined ? null : { value: sample.value, baseUnit: sample.baseUnit };
}

it("gives a sample the defaults of the specification", () => {
  expect(samplesOf("1.6", "MeterValues", meterValues({ value: "1234" }))).toEqual([
    {
      ...{ atUs, value: 1234, raw: "1234", unit: "Wh", isUnitSaid: false, baseUnit: "Wh" },
      ...{ measurand: "Energy.Active.Import.Register", phase: "", location: "Outlet" },
      ...{ context: "Sample.Periodic", isSigned: false, path: "meterValue[0].sampledValue[0]" },
    },
  ]);
});

it("takes what a sample says of itself", () => {
  const said = {
    ...{ value: "16.1", context: "Trigger", measurand: "Current.Import", phase: "L2" },
    ...{ location: "Inlet", unit: "A" },
  };
  const [sample] = samplesOf("1.6", "MeterValues", meterValues(said));
  expect(sample).toMatchObject({ ...said, value: 16.1, raw: "16.1", isUnitSaid: true });
});

it("converts to base units", () => {
  expect(read({ value: "0.1", unit: "kWh" })).toEqual({ value: 100, baseUnit: "Wh" });
  expect(read({ value: "7.4", unit: "KW" })).toEqual({ value: 7400, baseUnit: "W" });
  expect(read({ value: "1.5", unit: "MWh" })).toEqual({ value: 1_500_000, baseUnit: "Wh" });
  expect(read({ value: "300", unit: "K" })).toEqual({ value: 26.85, baseUnit: "Celsius" });
  expect(read({ value: "212", unit: "Fahrenheit" })?.value).toBe(100);
  expect(read({ value: "21", unit: "Celcius" })).toEqual({ value: 21, baseUnit: "Celsius" });
  expect(read({ value: "5", unit: "furlong" })).toEqual({ value: 5, baseUnit: "furlong" });
});

it("implies a unit from the measurand", () => {
  expect(read({ value: "9", measurand: "Power.Active.Import" })?.baseUnit).toBe("W");
  expect(read({ value: "9", measurand: "Current.Offered" })?.baseUnit).toBe("A");
  expect(read({ value: "9", measurand: "SoC" })?.baseUnit).toBe("Percent");
  expect(read({ value: "1", measurand: "Power.Factor" })?.baseUnit).toBe("");
});

it("applies the multiplier of 2.x", () => {
  const of = (multiplier: unknown) =>
    read({ value: 12.5, unitOfMeasure: { unit: "Wh", multiplier } }, "2.0.1")?.value;
  expect(of(3)).toBe(12_500);
  expect(of(-1)).toBe(1.25);
  expect([of(0.5), of("3"), of(1e9), of(undefined)]).toEqual([12.5, 12.5, 12.5, 12.5]);
  expect(read({ value: 7, unitOfMeasure: { unit: "kWh" } }, "2.0.1")?.value).toBe(7000);
});

it("looks for the unit where the version has it", () => {
  expect(read({ value: 7, unit: "kWh" }, "2.0.1")?.value).toBe(7);
  expect(read({ value: 7, unitOfMeasure: { unit: "kWh" } }, "1.6")?.value).toBe(7);
  const unknown = meterValues(
    { value: 7, unit: "kWh" },
    { value: 7, unitOfMeasure: { unit: "kWh" } },
  );
  expect(samplesOf(null, "MeterValues", unknown).map(({ value }) => value)).toEqual([7000, 7000]);
});

it("reads the registers of StartTransaction and StopTransaction", () => {
  const start = { connectorId: 1, idTag: "A", meterStart: 1000, timestamp: at };
  expect(samplesOf("1.6", "StartTransaction", start)).toMatchObject([
    { atUs, value: 1000, context: "Transaction.Begin", baseUnit: "Wh", path: "meterStart" },
  ]);
  const stop = {
    ...{ transactionId: 7, meterStop: "2000", timestamp: at },
    transactionData: [{ timestamp: at, sampledValue: [{ value: "1999" }] }],
  };
  expect(samplesOf("1.6", "StopTransaction", stop)).toMatchObject([
    { value: 1999, path: "transactionData[0].sampledValue[0]" },
    { value: 2000, context: "Transaction.End", path: "meterStop" },
  ]);
});

it("reads TransactionEvent, and knows a signed value", () => {
  const signedMeterValue = { signedMeterData: "AA==", signingMethod: "", encodingMethod: "" };
  const event = {
    eventType: "Ended",
    meterValue: [{ timestamp: at, sampledValue: [{ value: 5, signedMeterValue }, { value: 6 }] }],
  };
  expect(samplesOf("2.1", "TransactionEvent", event)).toMatchObject([
    { value: 5, isSigned: true },
    { value: 6, isSigned: false },
  ]);
});

it("leaves out and counts what is no number", () => {
  const values = ["12,5", "1 234", "", "NaN", "0x1F", "1".repeat(50), "1e999", "1e400"];
  const { samples, unreadable } = readSamples(
    "1.6",
    "MeterValues",
    meterValues(...values.map((value) => ({ value })), { value: " 42 " }, { value: "-.5" }),
  );
  expect(samples.map(({ value }) => value)).toEqual([42, -0.5]);
  expect(unreadable).toHaveLength(values.length);
  expect(unreadable[0]).toEqual({ path: "meterValue[0].sampledValue[0]", raw: "12,5" });
});

it("does not take the hex text of 1.6 SignedData for a number", () => {
  const signed = meterValues({ value: "123456", format: "SignedData" });
  expect(readSamples("1.6", "MeterValues", signed)).toEqual({ samples: [], unreadable: [] });
});

it("reads a bounded number of samples, and short texts", () => {
  const many = meterValues(
    ...Array.from({ length: 20_000 }, (_, n) => ({ value: n % 2 ? "x" : n })),
  );
  const { samples, unreadable } = readSamples("1.6", "MeterValues", many);
  expect(samples.length + unreadable.length).toBe(limits.samplesPerMessageMax);
  const [sample] = samplesOf(
    "1.6",
    "MeterValues",
    meterValues({ value: 1, unit: "u".repeat(1e6) }),
  );
  expect(sample?.unit).toHaveLength(64);
});

it("never throws, whatever it is given", () => {
  const key = fc.constantFrom(
    "meterValue",
    "sampledValue",
    "value",
    "transactionData",
    "meterStop",
  );
  const actions = ["MeterValues", "StartTransaction", "StopTransaction", "TransactionEvent", "x"];
  fc.assert(
    fc.property(
      fc.constantFrom(...actions),
      fc.oneof(fc.jsonValue(), fc.dictionary(key, fc.jsonValue()), fc.object({ key })),
      (action, payload) => {
        for (const { value } of samplesOf("1.6", action, payload)) {
          expect(Number.isFinite(value)).toBe(true);
        }
      },
    ),
  );
});
