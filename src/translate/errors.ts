/**
 * errorCode of a StatusNotification → NotifyEvent. 1.6 names one error at a time and takes all back
 * with NoError, so what is active is remembered for each connector.
 */
import { limits } from "../base/limits.ts";
import type { Json, JsonObject } from "../exchange/message.ts";
import { connectorOf, putConnector } from "./connector-status.ts";
import { cutTo, spelledAs, textAt } from "./convert.ts";
import { notifyEvent } from "./notify-event.ts";
import type { Settings } from "./settings.ts";
import type { ActiveError } from "./state.ts";
import { addressOf } from "./topology.ts";
import { openTransactionOn } from "./transaction-state.ts";
import type { Turn } from "./turn.ts";

type Meaning = { readonly component: string; readonly dc?: string; readonly variable: string };

const meanings: ReadonlyMap<string, Meaning> = new Map([
  ["ConnectorLockFailure", { component: "ConnectorPlugRetentionLock", variable: "Problem" }],
  ["GroundFailure", { component: "RCD", dc: "GroundIsolationProtection", variable: "Tripped" }],
  ["HighTemperature", { component: "TemperatureSensor", variable: "Problem" }],
  ["OverCurrentFailure", { component: "OverCurrentProtection", variable: "Tripped" }],
  ["OverVoltage", { component: "ElectricalFeed", variable: "Problem" }],
  ["UnderVoltage", { component: "ElectricalFeed", variable: "Problem" }],
  ["WeakSignal", { component: "DataLink", variable: "Problem" }],
  [
    "EVCommunicationError",
    { component: "CPPWMController", dc: "ISO15118Ctrlr", variable: "Problem" },
  ],
  ["InternalError", { component: "Controller", variable: "Problem" }],
  ["LocalListConflict", { component: "LocalAuthListCtrlr", variable: "Problem" }],
  ["PowerMeterFailure", { component: "FiscalMetering", variable: "Problem" }],
  ["PowerSwitchFailure", { component: "PowerContactor", variable: "Problem" }],
  ["ReaderFailure", { component: "TokenReader", variable: "Problem" }],
  ["ResetFailure", { component: "ChargingStation", variable: "Problem" }],
  ["OtherError", { component: "Connector", variable: "Problem" }],
]);

/** 1.6's code for a component that reports a problem; null for what 1.6 has no code for. */
export function errorCodeAt(component: string): string | null {
  const folded = component.toLowerCase();
  for (const [errorCode, { component: usual, dc }] of meanings) {
    if (usual.toLowerCase() === folded || dc?.toLowerCase() === folded) return errorCode;
  }
  return null;
}

/** Connector types of direct current, as 2.0.1 names them. */
const directCurrent = /^(cCCS|cChaoJi|cG105)/;

export type Erring = {
  readonly connectorId: number;
  readonly payload: Json;
  readonly atMs: number;
};

/** Gives the places of the events in the outbox. */
export function errorEvents(turn: Turn, { connectorId, payload, atMs }: Erring): readonly string[] {
  const said = textAt(payload, "errorCode");
  const { errors } = connectorOf(turn.state, connectorId);
  const isOver = said === null || said.toLowerCase() === "noerror";
  if (isOver) return errors.length === 0 ? [] : [clearErrors(turn, connectorId, atMs)];
  // A word that 1.6 does not have is still an error: "Error" is seen in the field.
  const errorCode = spelledAs(said, [...meanings.keys()]) ?? "OtherError";
  if (errors.some((each) => each.errorCode === errorCode)) return [];
  const error = activeError(turn.settings, connectorId, errorCode);
  const connector = connectorOf(turn.state, connectorId);
  putConnector(turn, { ...connector, errors: [...errors, error].slice(-limits.activeErrorsMax) });
  const vendorErrorCode = textAt(payload, "vendorErrorCode");
  const info = [textAt(payload, "info"), textAt(payload, "vendorId")].filter((each) => each);
  return [
    notifyEvent(turn, [
      {
        ...{ atMs, trigger: "Alerting", actualValue: "true", cleared: false },
        component: componentOf(turn, connectorId, error),
        variable: error.variable,
        type: "HardWiredNotification",
        techCode: cutTo(techCodeOf(turn.settings, errorCode, vendorErrorCode), 50),
        techInfo: info.length === 0 ? null : cutTo(info.join(" | "), 500),
        transactionId: openTransactionOn(turn.state, connectorId)?.txId ?? null,
      },
    ]),
  ];
}

/** The ChargeX consortium's codes; a vendor that uses them itself is believed. */
const chargeX: ReadonlyMap<string, string> = new Map([
  ["ConnectorLockFailure", "CX001"],
  ["GroundFailure", "CX002"],
  ["HighTemperature", "CX003"],
  ["OverCurrentFailure", "CX004"],
  ["OverVoltage", "CX005"],
  ["UnderVoltage", "CX006"],
  ["WeakSignal", "CX007"],
]);

function techCodeOf(
  { techCodes }: Settings,
  errorCode: string,
  vendorErrorCode: string | null,
): string {
  const said = vendorErrorCode ?? errorCode;
  if (techCodes === "vendor" || /^CX\d{3}$/.test(said)) return said;
  return chargeX.get(errorCode) ?? said;
}

function clearErrors(turn: Turn, connectorId: number, atMs: number): string {
  const connector = connectorOf(turn.state, connectorId);
  putConnector(turn, { ...connector, errors: [] });
  const transactionId = openTransactionOn(turn.state, connectorId)?.txId ?? null;
  return notifyEvent(
    turn,
    connector.errors.map((error) => ({
      ...{ atMs, trigger: "Alerting", actualValue: "false", cleared: true, transactionId },
      component: componentOf(turn, connectorId, error),
      variable: error.variable,
      type: "HardWiredNotification",
    })),
  );
}

function activeError(settings: Settings, connectorId: number, errorCode: string): ActiveError {
  const meaning = meanings.get(errorCode);
  const isDirect =
    settings.topology !== "auto" &&
    settings.topology.some(
      (each) => each.connectorId === connectorId && directCurrent.test(each.connectorType ?? ""),
    );
  const usual = meaning?.component ?? "Connector";
  const component = isDirect ? (meaning?.dc ?? usual) : usual;
  const isStation = connectorId === 0 && component === "Connector";
  return {
    errorCode,
    component: isStation ? "ChargingStation" : component,
    variable: meaning?.variable ?? "Problem",
  };
}

function componentOf(turn: Turn, connectorId: number, { component }: ActiveError): JsonObject {
  const evse = addressOf(turn, connectorId);
  return evse === null ? { name: component } : { name: component, evse };
}
