/** Numbers and signed bytes. */
import fc from "fast-check";
import { expect, it } from "vitest";
import { textIn } from "../../../src/findings/fields.ts";
import { decimalOf, decimalText } from "../../../src/translate/convert.ts";
import { readSigned } from "../../../src/translate/signed-values.ts";
import { booted } from "../../translate/stage.ts";
import { turnOf } from "../../translate/turns.ts";

it("numbers keep their value, signed bytes their bytes", () => {
  fc.assert(
    fc.property(fc.integer({ min: -1_000_000_000, max: 1_000_000_000 }), (milli) => {
      const value = milli / 1_000;
      expect(decimalOf(decimalText(value))).toBe(value);
      expect(decimalOf(decimalText(value).replace(".", ","))).toBe(value);
      expect(decimalOf(`${value} kWh`, 1)).toBe(milli);
    }),
  );
  for (const text of ["NaN", "", "Infinity", "0x10", "1 2", "--1", "1e400"]) {
    expect(decimalOf(text)).toBeNull();
  }
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
