/** The device model of a simulated 2.0.1 station (Part 2 §1.4 and appendix 3), in the small. */
import type { Json, JsonObject } from "../exchange/message.ts";
import { listOf, objectOf, textOf } from "./json-fields.ts";
import { meterIntervalText } from "./session-plan.ts";

export type Variables201 = {
  readonly get: (component: string, variable: string) => string | undefined;
  readonly set: (component: string, variable: string, value: string) => void;
  /** Entries of a GetVariables response. */
  readonly read: (payload: JsonObject) => readonly Json[];
  /** Entries of a SetVariables response. */
  readonly write: (payload: JsonObject) => readonly Json[];
  /** `reportData` of a full report. */
  readonly report: () => readonly Json[];
};

type Entry = {
  readonly component: string;
  readonly variable: string;
  readonly dataType: "string" | "integer" | "boolean" | "MemberList";
  readonly mutability: "ReadOnly" | "ReadWrite" | "WriteOnly";
  readonly unit?: string;
  value: string;
};

export function createVariables201(initial: {
  readonly evses: number;
  readonly meterEveryMs: number;
}): Variables201 {
  const entries = entriesOf(initial);
  const find = (component: string, variable: string) =>
    entries.find((entry) => entry.component === component && entry.variable === variable);

  const lookUp = (item: Json) => {
    const component = objectOf(item, "component") ?? {};
    const variable = objectOf(item, "variable") ?? {};
    const name = textOf(component, "name") ?? "";
    const entry = find(name, textOf(variable, "name") ?? "");
    const isKnown = entries.some((other) => other.component === name);
    const unknown = isKnown ? "UnknownVariable" : "UnknownComponent";
    return { component, variable, entry, unknown };
  };

  return {
    get: (component, variable) => find(component, variable)?.value,
    set(component, variable, value) {
      const entry = find(component, variable);
      if (entry !== undefined) entry.value = value;
    },
    read: (payload) =>
      listOf(payload, "getVariableData").map((item) => {
        const { component, variable, entry, unknown } = lookUp(item);
        if (entry === undefined) return { attributeStatus: unknown, component, variable };
        if (entry.mutability === "WriteOnly") {
          return { attributeStatus: "Rejected", component, variable };
        }
        return { attributeStatus: "Accepted", attributeValue: entry.value, component, variable };
      }),
    write: (payload) =>
      listOf(payload, "setVariableData").map((item) => {
        const { component, variable, entry, unknown } = lookUp(item);
        const value = textOf(item, "attributeValue") ?? "";
        if (entry === undefined) return { attributeStatus: unknown, component, variable };
        const isFit =
          entry.mutability !== "ReadOnly" &&
          (entry.dataType !== "integer" || /^\d{1,9}$/.test(value));
        if (isFit) entry.value = value;
        return { attributeStatus: isFit ? "Accepted" : "Rejected", component, variable };
      }),
    report: () =>
      entries.map((entry) => ({
        component: { name: entry.component },
        variable: { name: entry.variable },
        variableAttribute: [
          {
            type: "Actual",
            mutability: entry.mutability,
            ...(entry.mutability === "WriteOnly" ? {} : { value: entry.value }),
          },
        ],
        variableCharacteristics: {
          dataType: entry.dataType,
          supportsMonitoring: false,
          ...(entry.unit === undefined ? {} : { unit: entry.unit }),
        },
      })),
  };
}

type EntryRow = readonly [
  component: string,
  variable: string,
  dataType: Entry["dataType"],
  mutability: Entry["mutability"],
  value: string,
  unit?: string,
];

function entriesOf(initial: { readonly evses: number; readonly meterEveryMs: number }): Entry[] {
  const meterEveryS = meterIntervalText(initial.meterEveryMs);
  const measurands = "Energy.Active.Import.Register,Power.Active.Import,Current.Import,Voltage,SoC";
  const rows: readonly EntryRow[] = [
    ["OCPPCommCtrlr", "HeartbeatInterval", "integer", "ReadWrite", "300", "s"],
    ["OCPPCommCtrlr", "MessageTimeout", "integer", "ReadWrite", "30", "s"],
    ["OCPPCommCtrlr", "RetryBackOffWaitMinimum", "integer", "ReadWrite", "1", "s"],
    ["OCPPCommCtrlr", "WebSocketPingInterval", "integer", "ReadWrite", "60", "s"],
    ["OCPPCommCtrlr", "NetworkConfigurationPriority", "string", "ReadWrite", "1"],
    ["SecurityCtrlr", "BasicAuthPassword", "string", "WriteOnly", ""],
    ["SecurityCtrlr", "SecurityProfile", "integer", "ReadOnly", "1"],
    ["AuthCtrlr", "AuthorizeRemoteStart", "boolean", "ReadWrite", "false"],
    ["AuthCtrlr", "LocalAuthorizeOffline", "boolean", "ReadWrite", "true"],
    ["TxCtrlr", "EVConnectionTimeOut", "integer", "ReadWrite", "120", "s"],
    ["TxCtrlr", "StopTxOnInvalidId", "boolean", "ReadWrite", "true"],
    ["TxCtrlr", "TxStartPoint", "MemberList", "ReadWrite", "PowerPathClosed"],
    ["TxCtrlr", "TxStopPoint", "MemberList", "ReadWrite", "PowerPathClosed"],
    ["SampledDataCtrlr", "TxUpdatedInterval", "integer", "ReadWrite", meterEveryS, "s"],
    ["SampledDataCtrlr", "TxUpdatedMeasurands", "MemberList", "ReadWrite", measurands],
    ["DeviceDataCtrlr", "ItemsPerMessage", "integer", "ReadOnly", "8"],
    ["ChargingStation", "EvseCount", "integer", "ReadOnly", String(initial.evses)],
    ["ChargingStation", "AvailabilityState", "string", "ReadOnly", "Available"],
    ["SmartChargingCtrlr", "Enabled", "boolean", "ReadOnly", "true"],
    ["ClockCtrlr", "TimeSource", "string", "ReadWrite", "Heartbeat"],
  ];
  return rows.map(([component, variable, dataType, mutability, value, unit]) => ({
    component,
    variable,
    dataType,
    mutability,
    value,
    ...(unit === undefined ? {} : { unit }),
  }));
}
