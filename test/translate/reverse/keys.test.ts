import { expect, it } from "vitest";
import {
  isOfStationLeg,
  keyOfLargest,
  keyOfVariable,
  ownValue,
  rowsOf,
  valueFor16,
  valueOfKey,
  variablesOf,
  writesOf,
} from "../../../src/translate/reverse/keys.ts";
import { answerTo } from "../stage.ts";
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

it("what is of the way between the station and us is not the CSMS's to change", () => {
  expect(isOfStationLeg("securityctrlr.BASICAUTHPASSWORD")).toBe(true);
  const it = reversed();
  for (const key of ["SecurityCtrlr.BasicAuthPassword", "SecurityProfile"]) {
    const told = answerTo("csms", it.csms("ChangeConfiguration", { key, value: "x" }));
    expect(told).toEqual({ status: "Rejected" });
  }
  expect(it.pending("station")).toBeNull();
});

it("an AuthorizationKey is the password of our own way to the CSMS, and never read", () => {
  const it = reversed();
  const value = Buffer.from("a-password-of-20-chr").toString("hex");
  const sent = it.csms("ChangeConfiguration", { key: "AuthorizationKey", value });
  expect(answerTo("csms", sent)).toEqual({ status: "Accepted" });
  expect(it.state.upstream.password).toBe("a-password-of-20-chr");
  expect(it.effects.at(-1)).toMatchObject({ kind: "reconnect", leg: "csms" });
  const key = ["AuthorizationKey"];
  expect(answerTo("csms", it.csms("GetConfiguration", { key }))).toEqual({
    configurationKey: [{ key: "AuthorizationKey", readonly: false }],
  });
  const raw = { key: "AuthorizationKey", value: "00".repeat(16) };
  expect(answerTo("csms", it.csms("ChangeConfiguration", raw))).toEqual({ status: "Rejected" });
});
