/** Variables that no configuration key stands for: of boots, statuses, topology, and our own. */
import type { JsonObject } from "../exchange/message.ts";
import { textIn } from "../findings/fields.ts";
import { keyOf, numberOf, settingOf } from "./configuration.ts";
import { connectorOf, connectorStatusOf } from "./connector-status.ts";
import { isoOf } from "./convert.ts";
import { hasPricing } from "./pricing.ts";
import { at } from "./state.ts";
import { addressOf, connectorIdsOf, evseIdsOf } from "./topology.ts";
import type { Turn } from "./turn.ts";

export type Made = {
  readonly component: JsonObject;
  readonly variable: string;
  readonly instance: string;
  /** Null for what may not be read. */
  readonly value: string | null;
  readonly dataType: string;
  readonly mutability: "ReadOnly" | "ReadWrite" | "WriteOnly";
  readonly maxLimit: number | null;
  readonly valuesList: string | null;
};

type Options = Partial<Omit<Made, "component" | "variable" | "value">>;

function made(
  component: string | JsonObject,
  variable: string,
  value: string | null,
  options: Options = {},
): Made {
  return {
    component: typeof component === "string" ? { name: component } : component,
    ...{ variable, value, instance: "", dataType: guessed(value), mutability: "ReadOnly" },
    ...{ maxLimit: null, valuesList: null },
    ...options,
  };
}

function guessed(value: string | null): string {
  if (value === "true" || value === "false") return "boolean";
  return value !== null && /^\d{1,9}$/.test(value) ? "integer" : "string";
}

export function madeVariables(turn: Turn): readonly Made[] {
  return [...ofStation(turn), ...ofEvses(turn), ...ofControllers(turn), ...ofComms(turn)];
}

const availability = {
  dataType: "OptionList",
  valuesList: "Available,Occupied,Reserved,Unavailable,Faulted",
} as const;

function ofStation(turn: Turn): readonly Made[] {
  const { boot, availability: state } = turn.state.station;
  const station = "ChargingStation";
  const known = [
    [station, "Model", "chargePointModel"],
    [station, "VendorName", "chargePointVendor"],
    [station, "SerialNumber", "chargePointSerialNumber"],
    [station, "FirmwareVersion", "firmwareVersion"],
    ["FiscalMetering", "Model", "meterType"],
    ["FiscalMetering", "SerialNumber", "meterSerialNumber"],
    ["DataLink", "ICCID", "iccid"],
    ["DataLink", "IMSI", "imsi"],
  ] as const;
  const said = known.flatMap(([component, variable, field]) => {
    const value = textIn(boot, field);
    return value === "" ? [] : [made(component, variable, value, { dataType: "string" })];
  });
  const isProblem = connectorOf(turn.state, 0).errors.length > 0;
  return [
    made(station, "Available", "true"),
    made(station, "AvailabilityState", state ?? "Available", availability),
    made(station, "SupplyPhases", "3"),
    made(station, "Problem", String(isProblem)),
    ...said,
  ];
}

function ofEvses(turn: Turn): readonly Made[] {
  const variables: Made[] = [];
  for (const id of evseIdsOf(turn)) {
    const here = connectorIdsOf(turn).filter((each) => addressOf(turn, each)?.id === id);
    const statuses = here.map((each) => statusOf(turn, each));
    const isProblem = here.some((each) => connectorOf(turn.state, each).errors.length > 0);
    const evse = { name: "EVSE", evse: { id } };
    const state = statuses.find((each) => each !== "Available") ?? "Available";
    variables.push(
      made(evse, "Available", "true"),
      made(evse, "AvailabilityState", state, availability),
      made(evse, "SupplyPhases", "3"),
      made(evse, "Power", "", { dataType: "decimal" }),
      made(evse, "AllowReset", "false"),
      made(evse, "Problem", String(isProblem)),
    );
    for (const connectorId of here) variables.push(...ofConnector(turn, connectorId));
  }
  return variables;
}

function ofConnector(turn: Turn, connectorId: number): readonly Made[] {
  const address = addressOf(turn, connectorId);
  if (address === null) return [];
  const { topology } = turn.settings;
  const type =
    topology === "auto"
      ? null
      : (topology.find((each) => each.connectorId === connectorId)?.connectorType ?? null);
  const connector = { name: "Connector", evse: address };
  const isProblem = connectorOf(turn.state, connectorId).errors.length > 0;
  return [
    made(connector, "Available", "true"),
    made(connector, "AvailabilityState", statusOf(turn, connectorId), availability),
    made(connector, "ConnectorType", type ?? "Unknown"),
    made(connector, "SupplyPhases", "3"),
    made(connector, "Problem", String(isProblem)),
  ];
}

function statusOf(turn: Turn, connectorId: number): string {
  return connectorStatusOf(connectorOf(turn.state, connectorId).status) ?? "Available";
}

/** What a feature profile of 1.6 says; a station that does not tell may have them all. */
function hasFeature(turn: Turn, feature: RegExp): string {
  const features = settingOf(turn.state, "SupportedFeatureProfiles");
  return String(features === null || feature.test(features));
}

function ofControllers(turn: Turn): readonly Made[] {
  const { state } = turn;
  const smart = hasFeature(turn, /smart\s*charging/i);
  const reservation = hasFeature(turn, /reservation/i);
  const profiles = {
    instance: "ChargingProfiles",
    maxLimit: numberOf(state, "MaxChargingProfilesInstalled"),
  };
  const entries = { maxLimit: numberOf(state, "LocalAuthListMaxLength") };
  const isCable = turn.settings.txStart === "onPreparing";
  const txStartPoint = isCable ? "EVConnected" : "PowerPathClosed";
  const isPriced = String(hasPricing(state));
  const isCached = keyOf(state, "AuthorizationCacheEnabled") !== null;
  return [
    made("ClockCtrlr", "DateTime", isoOf(turn.nowMs), { dataType: "dateTime" }),
    made("ClockCtrlr", "TimeSource", "Heartbeat", { dataType: "SequenceList" }),
    made("SampledDataCtrlr", "Enabled", "true"),
    made("SampledDataCtrlr", "TxStartedMeasurands", "Energy.Active.Import.Register", {
      dataType: "MemberList",
    }),
    made("SampledDataCtrlr", "TxEndedInterval", "0"),
    made("TxCtrlr", "TxStartPoint", txStartPoint, { dataType: "MemberList" }),
    made("TxCtrlr", "TxStopPoint", txStopPoint(turn), { dataType: "MemberList" }),
    made("SmartChargingCtrlr", "Available", smart),
    made("SmartChargingCtrlr", "Enabled", smart),
    made("SmartChargingCtrlr", "LimitChangeSignificance", "0", { dataType: "decimal" }),
    made("SmartChargingCtrlr", "Entries", String(Object.keys(state.profiles).length), profiles),
    made("LocalAuthListCtrlr", "Available", hasFeature(turn, /local\s*auth/i)),
    made("LocalAuthListCtrlr", "Entries", String(Object.keys(state.listed).length), entries),
    made("LocalAuthListCtrlr", "BytesPerMessage", "65536"),
    made("ReservationCtrlr", "Available", reservation),
    made("ReservationCtrlr", "Enabled", reservation),
    made("AuthCacheCtrlr", "Available", String(isCached)),
    made("MonitoringCtrlr", "Available", "false"),
    made("DisplayMessageCtrlr", "Available", "false"),
    made("TariffCostCtrlr", "Available", isPriced, { instance: "Tariff" }),
    made("TariffCostCtrlr", "Available", isPriced, { instance: "Cost" }),
  ];
}

function txStopPoint(turn: Turn): string {
  const ends = settingOf(turn.state, "StopTransactionOnEVSideDisconnect") ?? "";
  return /^(false|0|no)$/i.test(ends) ? "Authorized" : "EVConnected,Authorized";
}

/** Settings of ours that the CSMS may change, with what they are until it does. */
export const ownSettings: ReadonlyMap<string, string> = new Map([
  ["OCPPCommCtrlr.OfflineThreshold", "60"],
  ["OCPPCommCtrlr.NetworkConfigurationPriority", "1"],
]);

function ofComms(turn: Turn): readonly Made[] {
  const own = [...ownSettings].map(([name, usual]) => {
    const [component = "", variable = ""] = name.split(".");
    const value = at(turn.state.variables, name) ?? usual;
    return made(component, variable, value, { mutability: "ReadWrite" });
  });
  const perMessage = ["GetReport", "GetVariables", "SetVariables"].flatMap((instance) => [
    made("DeviceDataCtrlr", "ItemsPerMessage", "50", { instance }),
    made("DeviceDataCtrlr", "BytesPerMessage", "65536", { instance }),
  ]);
  const comm = "OCPPCommCtrlr";
  return [
    ...own,
    ...perMessage,
    made(comm, "MessageTimeout", "30", { instance: "Default" }),
    made(comm, "ActiveNetworkProfile", String(turn.state.upstream.activeSlot)),
    made(comm, "NetworkProfileConnectionAttempts", "3"),
    made(comm, "RetryBackOffRepeatTimes", "5"),
    made(comm, "RetryBackOffRandomRange", "10"),
    made(comm, "RetryBackOffWaitMinimum", "10"),
    made(comm, "QueueAllMessages", "false"),
    made(comm, "FileTransferProtocols", "HTTP,FTP", { dataType: "MemberList" }),
    made("SecurityCtrlr", "Identity", turn.state.stationId, { dataType: "string" }),
    ...(turn.settings.securityProfile === undefined
      ? []
      : [made("SecurityCtrlr", "SecurityProfile", String(turn.settings.securityProfile))]),
    made("SecurityCtrlr", "OrganizationName", "", { dataType: "string" }),
    made("SecurityCtrlr", "CertificateEntries", "0", {
      maxLimit: numberOf(turn.state, "CertificateStoreMaxLength"),
    }),
    made("SecurityCtrlr", "BasicAuthPassword", null, {
      ...{ mutability: "WriteOnly", dataType: "string", maxLimit: 40 },
    }),
  ];
}
