/**
 * What a simulated 1.6 station answers to the CSMS's calls (1.6 §5), and what it does afterwards.
 */
import { isObject } from "../base/objects.ts";
import type { JsonObject } from "../exchange/message.ts";
import type { LimitFollower } from "./charging-profile.ts";
import type { Configuration16 } from "./configuration-16.ts";
import { listOf, numberOf, objectOf, textOf } from "./json-fields.ts";
import type { Memory16 } from "./memory-16.ts";
import { timestampOf } from "./payloads-16.ts";
import type { Reply } from "./rpc.ts";
import type { Connector } from "./session.ts";
import type { StationPort } from "./station-port.ts";

export type Commands16Context = {
  readonly port: StationPort;
  readonly configuration: Configuration16;
  readonly limits: LimitFollower;
  readonly memory: Memory16;
  readonly sendStatus: (connectorId: number, status?: string) => Promise<unknown>;
  readonly sendMeterValues: (connector: Connector, context: "Trigger") => Promise<void>;
  readonly boot: () => Promise<void>;
};

type Command = (payload: JsonObject, context: Commands16Context) => Reply;

const status = (text: string, afterwards?: () => void): Reply =>
  afterwards === undefined
    ? { payload: { status: text } }
    : { payload: { status: text }, afterwards };

export function handleCommand16(
  action: string,
  payload: JsonObject,
  context: Commands16Context,
): Reply {
  const command = COMMANDS.get(action);
  return command === undefined
    ? { errorCode: "NotImplemented", errorDescription: `${action} is not implemented` }
    : command(payload, context);
}

const COMMANDS: ReadonlyMap<string, Command> = new Map<string, Command>([
  ["RemoteStartTransaction", remoteStart],
  ["RemoteStopTransaction", remoteStop],
  ["TriggerMessage", trigger],
  ["Reset", reset],
  ["ChangeAvailability", changeAvailability],
  [
    "GetConfiguration",
    (payload, { configuration }) => {
      const keys = listOf(payload, "key").filter((key) => typeof key === "string");
      const { configurationKey, unknownKey } = configuration.report(keys);
      return { payload: { configurationKey, ...(unknownKey.length > 0 ? { unknownKey } : {}) } };
    },
  ],
  [
    "ChangeConfiguration",
    (payload, { configuration }) =>
      status(configuration.change(textOf(payload, "key") ?? "", textOf(payload, "value") ?? "")),
  ],
  [
    "UnlockConnector",
    (payload, { port }) => {
      const connector = port.connectors.find(({ id }) => id === numberOf(payload, "connectorId"));
      if (connector === undefined) return status("NotSupported");
      return status("Unlocked", () => connector.session?.stop("unlocked"));
    },
  ],
  [
    "SetChargingProfile",
    (payload, { limits }) => {
      const profile = objectOf(payload, "csChargingProfiles");
      if (objectOf(profile, "chargingSchedule") === undefined) return status("Rejected");
      const isFollowed = limits.follow(numberOf(payload, "connectorId") ?? 0, profile);
      return status(isFollowed ? "Accepted" : "Rejected");
    },
  ],
  [
    "ClearChargingProfile",
    (_payload, { limits }) => {
      limits.clear();
      return status("Accepted");
    },
  ],
  [
    "GetCompositeSchedule",
    (payload, { port }) => {
      const connectorId = numberOf(payload, "connectorId") ?? 0;
      const reading = port.connectors[0].meter.read(port.time.nowMs());
      return {
        payload: {
          status: "Accepted",
          connectorId,
          scheduleStart: timestampOf(port.time.nowMs()),
          chargingSchedule: {
            duration: numberOf(payload, "duration") ?? 0,
            chargingRateUnit: "W",
            chargingSchedulePeriod: [{ startPeriod: 0, limit: reading.offeredW }],
          },
        },
      };
    },
  ],
  ["ClearCache", () => status("Accepted")],
  [
    "GetLocalListVersion",
    (_payload, { memory }) => ({ payload: { listVersion: memory.listVersion() } }),
  ],
  ["SendLocalList", (payload, { memory }) => status(memory.updateList(payload))],
  ["ReserveNow", reserveNow],
  ["CancelReservation", cancelReservation],
  ["DataTransfer", () => status("UnknownVendorId")],
  ["GetDiagnostics", getDiagnostics],
  ["UpdateFirmware", updateFirmware],
]);

function remoteStart(payload: JsonObject, { port }: Commands16Context): Reply {
  const wanted = numberOf(payload, "connectorId");
  const idToken = textOf(payload, "idTag");
  const connector = port.connectors.find(
    ({ id, session, isOperative }) =>
      session === null && isOperative && (wanted === undefined || id === wanted),
  );
  if (connector === undefined || idToken === undefined) return status("Rejected");
  return status("Accepted", () =>
    port.startSession({ connectorId: connector.id, idToken, isRemote: true }),
  );
}

function remoteStop(payload: JsonObject, { port }: Commands16Context): Reply {
  const transactionId = String(numberOf(payload, "transactionId"));
  const connector = port.connectors.find(({ session }) => session?.transactionId === transactionId);
  return connector === undefined
    ? status("Rejected")
    : status("Accepted", () => connector.session?.stop("remote"));
}

function reserveNow(payload: JsonObject, { memory, sendStatus }: Commands16Context): Reply {
  const said = memory.reserve(payload);
  const connectorId = numberOf(payload, "connectorId") ?? 0;
  return status(said, () => {
    if (said === "Accepted") void sendStatus(connectorId, "Reserved");
  });
}

function cancelReservation(payload: JsonObject, context: Commands16Context): Reply {
  const connectorId = context.memory.cancel(numberOf(payload, "reservationId") ?? 0);
  if (connectorId === null) return status("Rejected");
  return status("Accepted", () => void context.sendStatus(connectorId, "Available"));
}

function trigger(payload: JsonObject, context: Commands16Context): Reply {
  const { port } = context;
  const wanted = numberOf(payload, "connectorId");
  const connectors = port.connectors.filter(({ id }) => wanted === undefined || id === wanted);
  const each = async (send: (connector: Connector) => Promise<unknown>) => {
    for (const connector of connectors) await send(connector);
  };
  switch (textOf(payload, "requestedMessage")) {
    case "BootNotification":
      return status("Accepted", () => void context.boot());
    case "Heartbeat":
      return status("Accepted", () => void port.call("Heartbeat", {}));
    case "StatusNotification":
      return status("Accepted", () => void each(({ id }) => context.sendStatus(id)));
    case "MeterValues":
      return status(
        "Accepted",
        () => void each((connector) => context.sendMeterValues(connector, "Trigger")),
      );
    case "DiagnosticsStatusNotification":
    case "FirmwareStatusNotification": {
      const action = textOf(payload, "requestedMessage") ?? "";
      return status("Accepted", () => void port.call(action, { status: "Idle" }));
    }
    default:
      return status("NotImplemented");
  }
}

function reset(payload: JsonObject, { port }: Commands16Context): Reply {
  const reason = textOf(payload, "type") === "Hard" ? "reset-hard" : "reset-soft";
  return status("Accepted", () => {
    for (const { session } of port.connectors) session?.stop(reason);
    port.reboot();
  });
}

function changeAvailability(payload: JsonObject, context: Commands16Context): Reply {
  const wanted = numberOf(payload, "connectorId") ?? 0;
  const isOperative = textOf(payload, "type") === "Operative";
  const connectors = context.port.connectors.filter(({ id }) => wanted === 0 || id === wanted);
  if (connectors.length === 0) return status("Rejected");
  for (const connector of connectors) connector.isOperative = isOperative;
  const idle = connectors.filter(({ session }) => session === null);
  return status(idle.length === connectors.length ? "Accepted" : "Scheduled", () => {
    for (const { id } of idle) {
      void context.sendStatus(id, isOperative ? "Available" : "Unavailable");
    }
  });
}

function getDiagnostics(payload: JsonObject, { port }: Commands16Context): Reply {
  if (!isObject(payload) || textOf(payload, "location") === undefined) return { payload: {} };
  return {
    payload: { fileName: `diagnostics-${port.stationId}.log`.slice(0, 255) },
    afterwards: () => void tell(port, "DiagnosticsStatusNotification", ["Uploading", "Uploaded"]),
  };
}

function updateFirmware(_payload: JsonObject, { port }: Commands16Context): Reply {
  const steps = ["Downloading", "Downloaded", "Installing", "Installed"];
  return {
    payload: {},
    afterwards: () => void tell(port, "FirmwareStatusNotification", steps),
  };
}

/** One status after the other. */
async function tell(port: StationPort, action: string, steps: readonly string[]): Promise<void> {
  for (const step of steps) await port.call(action, { status: step });
}
