import { expect, it } from "vitest";
import type { JsonObject } from "../../../src/exchange/message.ts";
import { itemsIn } from "../../../src/findings/fields.ts";
import { notifyReport } from "../../../src/translate/reverse/reports.ts";
import { answerTo } from "../stage.ts";
import { turnOf } from "../turns.ts";
import { callOf, reversed } from "./stage.ts";

const variable = (
  component: JsonObject,
  name: string,
  value: string,
  mutability = "ReadWrite",
) => ({
  ...{ component, variable: { name } },
  variableAttribute: [{ type: "Actual", value, mutability }],
});

it("all keys are those of a base report, collected until its last part", () => {
  const it = reversed();
  it.csms("GetConfiguration", {});
  const requestId = 1_000_000_001;
  expect(it.pending("station")).toMatchObject({ action: "GetBaseReport", payload: { requestId } });
  expect(it.answer("station", { status: "Accepted" })).toEqual([]);
  const part = { requestId, generatedAt: "2026-05-01T10:00:00Z" };
  it.station("NotifyReport", {
    ...{ ...part, seqNo: 0, tbc: true },
    reportData: [
      variable({ name: "TxCtrlr" }, "EVConnectionTimeOut", "60"),
      variable({ name: "EVSE", evse: { id: 1 } }, "PhaseRotation", "RTS"),
      variable({ name: "EVSE", evse: { id: 1 } }, "AllowReset", "true", "ReadOnly"),
    ],
  });
  const told = it.station("NotifyReport", {
    ...{ ...part, seqNo: 1 },
    reportData: [
      {
        ...variable({ name: "LocalAuthListCtrlr" }, "Entries", "3", "ReadOnly"),
        variableCharacteristics: { dataType: "integer", maxLimit: 100, supportsMonitoring: false },
      },
      variable({ name: "SmartChargingCtrlr" }, "Available", "true", "ReadOnly"),
      variable({ name: "SecurityCtrlr" }, "BasicAuthPassword", "x", "WriteOnly"),
    ],
  });
  expect(answerTo("station", told)).toEqual({});
  expect(itemsIn(answerTo("csms", told), "configurationKey")).toEqual([
    { key: "NumberOfConnectors", readonly: true, value: "1" },
    { key: "GetConfigurationMaxKeys", readonly: true, value: "100" },
    { key: "AuthorizationKey", readonly: false },
    { key: "ConnectionTimeOut", readonly: false, value: "60" },
    { key: "ConnectorPhaseRotation", readonly: false, value: "1.RTS" },
    { key: "EVSE@1.AllowReset", readonly: true, value: "true" },
    { key: "LocalAuthListMaxLength", readonly: true, value: "100" },
    {
      ...{ key: "SupportedFeatureProfiles", readonly: true },
      value: "Core,FirmwareManagement,RemoteTrigger,SmartCharging",
    },
    { key: "SmartChargingCtrlr.Available", readonly: true, value: "true" },
  ]);
});

it("what has come by the deadline is the answer", () => {
  const it = reversed();
  it.csms("GetConfiguration", {});
  it.answer("station", { status: "Accepted" });
  expect(itemsIn(answerTo("csms", it.pass(25_000)), "configurationKey")).toHaveLength(3);
});

it("a station without reports is asked for the standard keys", () => {
  const it = reversed();
  it.csms("GetConfiguration", {});
  it.fail("station", "NotSupported");
  expect(it.pending("station")?.action).toBe("GetVariables");
});

it("a value is cut to 1.6's length, which is told; what is no report changes nothing", () => {
  const turn = turnOf(reversed());
  notifyReport(turn, callOf("station", "NotifyReport"));
  expect(turn.state.configuration).toEqual({});
  const reportData = [variable({ name: "A" }, "B", "x".repeat(501))];
  notifyReport(turn, callOf("station", "NotifyReport", { reportData }));
  expect(turn.state.configuration["a.b"]?.value).toHaveLength(500);
  expect(turn.effects).toMatchObject([{ loss: "value-too-long" }]);
});
