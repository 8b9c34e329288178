import { expect, it } from "vitest";
import {
  phaseRotationAt,
  readValue,
  withPhaseRotations,
  writtenValue,
} from "../../src/translate/variable-values.ts";

it("booleans, lists and rate units in 2.0.1's words", () => {
  expect(readValue({ key: "x", dataType: "boolean" }, "YES")).toBe("true");
  expect(readValue({ key: "x", dataType: "MemberList" }, "Voltage.L1, ,Voltage,RPM")).toBe(
    "Voltage",
  );
  const units = { key: "ChargingScheduleAllowedChargingRateUnit", dataType: "MemberList" } as const;
  expect(readValue(units, "Current,Power")).toBe("A,W");
});

it("what 1.6 cannot measure cannot be written, nor what is too long", () => {
  const list = { dataType: "MemberList" } as const;
  expect(writtenValue(list, "Voltage,Energy.Active.Net")).toMatchObject({
    reasonCode: "InvalidValue",
  });
  expect(writtenValue({ dataType: "string" }, "x".repeat(501))).toMatchObject({
    reasonCode: "TooLargeElement",
  });
});

it("one connector's rotation is changed in the list of all", () => {
  expect(phaseRotationAt("0.RST, 1.Unknown", 1)).toBe("");
  expect(withPhaseRotations("0.RST,2.RTS", new Map([[1, "SRT"]]))).toBe("0.RST,1.SRT,2.RTS");
});
