import { expect, it } from "vitest";
import {
  keyOfLargest,
  keyOfVariable,
  ownValue,
  rowsOf,
  valueFor16,
  valueOfKey,
  variablesOf,
  writesOf,
} from "../../../src/translate/reverse/keys.ts";
import { turnOf } from "../turns.ts";
import { reversed } from "./stage.ts";

const turn = () => turnOf(reversed());

it("a standard key is the table's variables, any other key names its own", () => {
  expect(rowsOf("localauthorizeoffline")).toHaveLength(2);
  expect(variablesOf(turn(), "EVSE@2.1#a.Power#b")).toEqual([
    {
      component: { name: "EVSE", evse: { id: 2, connectorId: 1 }, instance: "a" },
      variable: { name: "Power", instance: "b" },
      attributeType: "Actual",
    },
  ]);
  expect(variablesOf(turn(), "VendorThing")).toEqual([]);
  expect(variablesOf(turn(), "LocalAuthListMaxLength")).toMatchObject([
    { attributeType: "MaxSet" },
  ]);
});

it("a variable's key names it again", () => {
  const component = { name: "EVSE", evse: { id: 2 } };
  const { key } = keyOfVariable(component, { name: "AllowReset" });
  expect(variablesOf(turn(), key)).toMatchObject([{ component, variable: { name: "AllowReset" } }]);
  expect(keyOfVariable({ name: "TxCtrlr" }, { name: "EVConnectionTimeOut" })).toEqual({
    ...{ key: "ConnectionTimeOut", isMain: true },
  });
  expect(keyOfVariable({ name: "AlignedDataCtrlr" }, { name: "TxEndedInterval" })).toEqual({
    ...{ key: "ClockAlignedDataInterval", isMain: false },
  });
  expect(keyOfLargest({ name: "LocalAuthListCtrlr" }, { name: "Entries" })).toBe(
    "LocalAuthListMaxLength",
  );
});

it("units, measurands and features are in 1.6's words", () => {
  expect(valueFor16("ChargingScheduleAllowedChargingRateUnit", "A, W")).toBe("Current,Power");
  expect(valueFor16("MeterValuesSampledData", "SoC,Energy.Active.Net")).toBe("SoC");
  expect(valueOfKey(turn(), "SupportedFeatureProfiles", ["true", null, "false"])).toBe(
    "Core,FirmwareManagement,RemoteTrigger,LocalAuthListManagement",
  );
  expect(valueOfKey(turn(), "ConnectorPhaseRotation", ["", "RTS"])).toBe("0.Unknown,1.RTS");
  expect(valueOfKey(turn(), "ConnectorPhaseRotation", [null, null])).toBeNull();
});

it("phase rotations are a write for each EVSE that is named; what is ours is not written", () => {
  expect(writesOf(turn(), "ConnectorPhaseRotation", "1.RTS")).toEqual([
    {
      ...{ component: { name: "EVSE", evse: { id: 1 } }, variable: { name: "PhaseRotation" } },
      attributeValue: "RTS",
    },
  ]);
  expect(writesOf(turn(), "LocalAuthListMaxLength", "5")).toEqual([]);
  expect([ownValue(turn(), "NumberOfConnectors"), ownValue(turn(), "x")]).toEqual(["1", null]);
});
