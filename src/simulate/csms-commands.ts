/**
 * Calls as an operator's CSMS sends them to its stations. In: a station and randomness. Out: one
 * call that is valid in the station's version. Pure.
 */
import type { JsonObject } from "../exchange/message.ts";
import type { ConnectedStation } from "./csms-contract.ts";
import type { Random } from "./random.ts";

export type Command = { readonly action: string; readonly payload: JsonObject };

/** What a CSMS asks right after a boot. */
export function commandAfterBoot(station: ConnectedStation, random: Random): Command {
  return station.ocppVersion === "1.6"
    ? { action: "GetConfiguration", payload: {} }
    : {
        action: "GetBaseReport",
        payload: { requestId: random.integer(1, 1_000_000), reportBase: "FullInventory" },
      };
}

const KINDS = ["trigger", "configure", "read", "limit", "list"] as const;

/** One of the everyday commands. */
export function typicalCommand(station: ConnectedStation, random: Random): Command {
  return station.ocppVersion === "1.6" ? command16(station, random) : command2(station, random);
}

function command16(station: ConnectedStation, random: Random): Command {
  switch (random.pick(KINDS)) {
    case "trigger":
      return {
        action: "TriggerMessage",
        payload: { requestedMessage: "StatusNotification", connectorId: 1 },
      };
    case "configure":
      return {
        action: "ChangeConfiguration",
        payload: { key: "WebSocketPingInterval", value: String(random.integer(30, 120)) },
      };
    case "read":
      return { action: "GetConfiguration", payload: { key: ["HeartbeatInterval"] } };
    case "limit":
      return { action: "SetChargingProfile", payload: limit16(station, random) };
    case "list":
      return { action: "GetLocalListVersion", payload: {} };
  }
}

function limit16(station: ConnectedStation, random: Random): JsonObject {
  const transactionId = station.transactions[0];
  const transaction = transactionId === undefined ? {} : { transactionId: Number(transactionId) };
  return {
    connectorId: 1,
    csChargingProfiles: {
      chargingProfileId: random.integer(1, 1000),
      ...transaction,
      stackLevel: 0,
      chargingProfilePurpose: transactionId === undefined ? "TxDefaultProfile" : "TxProfile",
      chargingProfileKind: "Relative",
      chargingSchedule: {
        chargingRateUnit: "A",
        chargingSchedulePeriod: [{ startPeriod: 0, limit: random.integer(6, 32), numberPhases: 3 }],
      },
    },
  };
}

function command2(station: ConnectedStation, random: Random): Command {
  const variable = (component: string, name: string) => ({
    component: { name: component },
    variable: { name },
  });
  switch (random.pick(KINDS)) {
    case "trigger":
      return {
        action: "TriggerMessage",
        payload: { requestedMessage: "StatusNotification", evse: { id: 1, connectorId: 1 } },
      };
    case "configure":
      return {
        action: "SetVariables",
        payload: {
          setVariableData: [
            {
              attributeValue: String(random.integer(30, 120)),
              ...variable("OCPPCommCtrlr", "WebSocketPingInterval"),
            },
          ],
        },
      };
    case "read":
      return {
        action: "GetVariables",
        payload: { getVariableData: [variable("OCPPCommCtrlr", "HeartbeatInterval")] },
      };
    case "limit":
      return { action: "SetChargingProfile", payload: limit2(station, random) };
    case "list":
      return { action: "GetLocalListVersion", payload: {} };
  }
}

function limit2(station: ConnectedStation, random: Random): JsonObject {
  const transactionId = station.transactions[0];
  return {
    evseId: 1,
    chargingProfile: {
      id: random.integer(1, 1000),
      stackLevel: 0,
      chargingProfilePurpose: transactionId === undefined ? "TxDefaultProfile" : "TxProfile",
      chargingProfileKind: "Relative",
      ...(transactionId === undefined ? {} : { transactionId }),
      chargingSchedule: [
        {
          id: 1,
          chargingRateUnit: "W",
          chargingSchedulePeriod: [{ startPeriod: 0, limit: random.integer(20, 150) * 1000 }],
        },
      ],
    },
  };
}
