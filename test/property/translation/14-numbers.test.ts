/** Numbers keep their value however they are written, signed bytes their bytes. */
import fc from "fast-check";
import { expect, it } from "vitest";
import type { Json } from "../../../src/exchange/message.ts";
import { textIn } from "../../../src/findings/fields.ts";
import { decimalOf, decimalText, integerOf } from "../../../src/translate/convert.ts";
import { readSigned } from "../../../src/translate/signed-values.ts";
import { booted, deadLetters, type Stage, toCsms } from "../../translate/stage.ts";
import { turnOf } from "../../translate/turns.ts";

it("decimals, with points and commas, units and exponents", () => {
  fc.assert(
    fc.property(fc.integer({ min: -1_000_000_000, max: 1_000_000_000 }), (milli) => {
      const value = milli / 1_000;
      expect(decimalOf(decimalText(value))).toBe(value);
      expect(decimalOf(decimalText(value).replace(".", ","))).toBe(value);
      expect(decimalOf(`${value} kWh`, 1)).toBe(milli);
      expect(decimalOf(`${milli}e-3`)).toBe(value);
    }),
  );
  for (const text of ["NaN", "", "Infinity", "0x10", "1 2", "--1", "1e400", "1,2,3", "1.2.3"]) {
    expect(decimalOf(text), text).toBeNull();
  }
});

it("the largest numbers that are exact, and none beyond", () => {
  expect(decimalOf(String(2 ** 53 - 1))).toBe(2 ** 53 - 1);
  expect(decimalOf(String(2 ** 53))).toBeNull();
  expect(decimalOf(`-${2 ** 53 - 1}`)).toBe(-(2 ** 53 - 1));
  expect([2 ** 31 - 1, -(2 ** 31 - 1), 2 ** 31].map(integerOf)).toEqual([
    ...[2 ** 31 - 1, -(2 ** 31 - 1), null],
  ]);
});

/** The samples that the CSMS is told of this one. */
function told(it: Stage, sampledValue: readonly Json[]): readonly Json[] {
  const meterValue = [{ timestamp: new Date(it.now).toISOString(), sampledValue }];
  const sent = it.station("MeterValues", { connectorId: 1, meterValue });
  it.drain();
  return toCsms(sent).flatMap(([, payload]) => {
    const values = (payload as { meterValue?: { sampledValue: Json[] }[] }).meterValue ?? [];
    return values.flatMap((each) => each.sampledValue);
  });
}

it("a thousand of a unit is a thousand times the unit, and nothing has a multiplier", () => {
  const units = fc.constantFrom("Wh", "varh", "W", "VA", "var");
  fc.assert(
    fc.property(units, fc.integer({ min: 0, max: 2_000_000_000 }), (unit, milli) => {
      const measurands: Record<string, string> = {
        ...{ Wh: "Energy.Active.Import.Register", varh: "Energy.Reactive.Import.Register" },
        ...{ W: "Power.Active.Import", VA: "Power.Offered", var: "Power.Reactive.Import" },
      };
      const measurand = measurands[unit] ?? "";
      const it = booted();
      const value = (milli / 1_000).toFixed(3);
      const [sample] = told(it, [{ value, unit: `k${unit}`, measurand }]);
      expect(sample).toMatchObject({ value: milli, measurand, unitOfMeasure: { unit } });
      expect(JSON.stringify(sample)).not.toContain("multiplier");
      expect(deadLetters(it)).toEqual([]);
    }),
    { numRuns: 60 },
  );
});

it("a sample that is no number is left out, the others are not", () => {
  const it = booted();
  const samples = told(it, [{ value: "NaN" }, { value: "" }, { value: "12,5" }, { value: "1e2" }]);
  expect(samples.map((each) => (each as { value: number }).value)).toEqual([12.5, 100]);
});

it("signed bytes arrive as they were", () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 400, unit: "binary" }), (text) => {
      const value = `OCMF|${text}`;
      const context = { ...turnOf(booted()), publicKey: "", lose: () => undefined };
      const data = textIn(readSigned(value, context).signedMeterValue, "signedMeterData");
      expect(Buffer.from(data, "base64")).toEqual(Buffer.from(value, "utf8"));
    }),
    { numRuns: 20 },
  );
});
