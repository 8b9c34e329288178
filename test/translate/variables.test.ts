import { expect, it } from "vitest";
import { keysPerCall } from "../../src/translate/variables.ts";
import { answerTo, booted } from "./stage.ts";
import { turnOf } from "./turns.ts";

const variable = (component: string, name: string) => ({
  ...{ component: { name: component }, variable: { name } },
});

it("keys are asked for in as many calls as the station needs", () => {
  const it = booted();
  it.csms("GetVariables", {
    getVariableData: [variable("OCPP16LegacyCtrlr", "GetConfigurationMaxKeys")],
  });
  it.answer("station", {
    configurationKey: [{ key: "GetConfigurationMaxKeys", readonly: true, value: "1" }],
  });
  expect(keysPerCall(turnOf(it))).toBe(1);
  const getVariableData = [
    variable("TxCtrlr", "EVConnectionTimeOut"),
    variable("TxCtrlr", "StopTxOnInvalidId"),
  ];
  it.csms("GetVariables", { getVariableData });
  const key = { key: "ConnectionTimeOut", readonly: false, value: "60" };
  it.answer("station", { configurationKey: [key] });
  const told = it.answer("station", { unknownKey: ["StopTransactionOnInvalidId"] });
  expect(answerTo("csms", told)).toMatchObject({
    getVariableResult: [{ attributeValue: "60" }, { attributeStatus: "UnknownVariable" }],
  });
});

it("a station that does not answer is no reason to answer nothing", () => {
  const it = booted();
  const getVariableData = [
    variable("TxCtrlr", "EVConnectionTimeOut"),
    variable("ClockCtrlr", "TimeSource"),
  ];
  it.csms("GetVariables", { getVariableData });
  expect(answerTo("csms", it.pass(25_000))).toMatchObject({
    getVariableResult: [{ attributeStatus: "Rejected" }, { attributeValue: "Heartbeat" }],
  });
});

it("phase rotations of one request are one write, and our own settings need no station", () => {
  const it = booted();
  it.csms("SetVariables", {
    setVariableData: [
      { attributeValue: "SRT", ...variable("ChargingStation", "PhaseRotation") },
      {
        ...{ attributeValue: "RTS", variable: { name: "PhaseRotation" } },
        component: { name: "EVSE", evse: { id: 1 } },
      },
      { attributeValue: "120", ...variable("OCPPCommCtrlr", "OfflineThreshold") },
    ],
  });
  const list = { key: "ConnectorPhaseRotation", readonly: false, value: "0.RST,1.RST" };
  const [write] = it.answer("station", { configurationKey: [list] });
  expect(write?.payload).toEqual({ key: "ConnectorPhaseRotation", value: "0.SRT,1.RTS" });
  expect(answerTo("csms", it.answer("station", { status: "Accepted" }))).toMatchObject({
    setVariableResult: [
      ...[{ attributeStatus: "Accepted" }, { attributeStatus: "Accepted" }],
      { attributeStatus: "Accepted" },
    ],
  });
  expect(it.state.variables["OCPPCommCtrlr.OfflineThreshold"]).toBe("120");
});

it("more variables than anybody needs at once are refused, and quickly", () => {
  const it = booted();
  const getVariableData = Array.from({ length: 201 }, (_, index) => ({
    component: { name: `X${index}` },
    variable: { name: "y" },
  }));
  const sent = it.csms("GetVariables", { getVariableData });
  expect(answerTo("csms", sent)).toEqual({ errorCode: "OccurrenceConstraintViolation" });
  expect(
    answerTo("csms", it.csms("GetVariables", { getVariableData: getVariableData.slice(1) })),
  ).toMatchObject({ getVariableResult: { length: 200 } });
});
