import { expect, it } from "vitest";
import { defaultSettings } from "../../src/translate/settings.ts";
import { readSigned } from "../../src/translate/signed-values.ts";

const context = { nowMs: 0, settings: defaultSettings, publicKey: "a2V5", lose: () => undefined };
const read = (value: string) => readSigned(value, context);

it("hexadecimal, base64, text and the OCA's JSON", () => {
  expect(read("3045").signedMeterValue).toMatchObject({
    signedMeterData: "MEU=",
    publicKey: "a2V5",
  });
  expect(read("MEUx").signedMeterValue).toMatchObject({ signedMeterData: "MEUx" });
  expect(read("<xml/>").signedMeterValue).toMatchObject({ encodingMethod: "Other" });
  const noted = { signedMeterData: "AA==", signingMethod: "S", encodingMethod: "E", publicKey: "" };
  expect(read(JSON.stringify(noted)).signedMeterValue).toEqual(noted);
});

it("what is too long or nothing is not carried; its reading is", () => {
  const long = `OCMF|{"RD":[{"RV":2,"RU":"kWh"}],"X":"${"x".repeat(3_000)}"}|{"SA":"S"}`;
  expect(read(long)).toEqual({ signedMeterValue: null, reading: 2_000 });
  expect(read("").signedMeterValue).toBeNull();
});
