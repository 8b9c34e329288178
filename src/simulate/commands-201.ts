/** What a simulated 2.0.1 station answers to the CSMS's calls, and what it does afterwards. */
import type { JsonObject } from "../exchange/message.ts";
import type { LimitFollower } from "./charging-profile.ts";
import { listOf, numberOf, objectOf, textOf } from "./json-fields.ts";
import { timestampOf } from "./payloads-16.ts";
import type { Reply } from "./rpc.ts";
import type { Connector } from "./session.ts";
import type { StationPort } from "./station-port.ts";
import type { Variables201 } from "./variables-201.ts";

export type Commands201Context = {
  readonly port: StationPort;
  readonly variables: Variables201;
  readonly limits: LimitFollower;
  readonly sendStatus: (evseId: number, status?: string) => Promise<unknown>;
  readonly sendMeterValues: (connector: Connector) => Promise<void>;
  readonly boot: () => Promise<void>;
};

type Command = (payload: JsonObject, context: Commands201Context) => Reply;

const status = (text: string, afterwards?: () => void): Reply =>
  afterwards === undefined
    ? { payload: { status: text } }
    : { payload: { status: text }, afterwards };

export function handleCommand201(
  action: string,
  payload: JsonObject,
  context: Commands201Context,
): Reply {
  const command = COMMANDS.get(action);
  return command === undefined
    ? { errorCode: "NotImplemented", errorDescription: `${action} is not implemented` }
    : command(payload, context);
}

const COMMANDS: ReadonlyMap<string, Command> = new Map<string, Command>([
  ["RequestStartTransaction", requestStart],
  ["RequestStopTransaction", requestStop],
  ["TriggerMessage", trigger],
  ["Reset", reset],
  ["ChangeAvailability", changeAvailability],
  ["GetBaseReport", report],
  ["GetReport", report],
  ["GetLog", getLog],
  ["UpdateFirmware", updateFirmware],
  [
    "GetVariables",
    (payload, { variables }) => ({
      payload: { getVariableResult: variables.read(payload) },
    }),
  ],
  [
    "SetVariables",
    (payload, { variables }) => ({
      payload: { setVariableResult: variables.write(payload) },
    }),
  ],
  [
    "UnlockConnector",
    (payload, { port }) => {
      const evse = port.connectors.find(({ id }) => id === numberOf(payload, "evseId"));
      if (evse === undefined) return status("UnknownConnector");
      return evse.session === null ? status("Unlocked") : status("OngoingAuthorizedTransaction");
    },
  ],
  [
    "SetChargingProfile",
    (payload, { limits }) => {
      const profile = objectOf(payload, "chargingProfile");
      if (listOf(profile, "chargingSchedule").length === 0) return status("Rejected");
      const isFollowed = limits.follow(numberOf(payload, "evseId") ?? 0, profile);
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
    (payload, { port }) => ({
      payload: {
        status: "Accepted",
        schedule: {
          evseId: numberOf(payload, "evseId") ?? 0,
          duration: numberOf(payload, "duration") ?? 0,
          scheduleStart: timestampOf(port.time.nowMs()),
          chargingRateUnit: "W",
          chargingSchedulePeriod: [
            { startPeriod: 0, limit: port.connectors[0].meter.read(port.time.nowMs()).offeredW },
          ],
        },
      },
    }),
  ],
  [
    "GetTransactionStatus",
    (payload, { port }) => {
      const wanted = textOf(payload, "transactionId");
      if (wanted === undefined) return { payload: { messagesInQueue: false } };
      const isOngoing = port.connectors.some(({ session }) => session?.transactionId === wanted);
      return { payload: { ongoingIndicator: isOngoing, messagesInQueue: false } };
    },
  ],
  ["ClearCache", () => status("Accepted")],
  ["GetLocalListVersion", () => ({ payload: { versionNumber: 0 } })],
  ["SendLocalList", () => status("Accepted")],
  ["ReserveNow", () => status("Rejected")],
  ["CancelReservation", () => status("Rejected")],
  ["DataTransfer", () => status("UnknownVendorId")],
  ["GetInstalledCertificateIds", () => status("NotFound")],
  ["SetNetworkProfile", () => status("Rejected")],
  ["GetChargingProfiles", () => status("NoProfiles")],
]);

function requestStart(payload: JsonObject, { port }: Commands201Context): Reply {
  const wanted = numberOf(payload, "evseId");
  const idToken = textOf(objectOf(payload, "idToken"), "idToken");
  const remoteStartId = numberOf(payload, "remoteStartId");
  const evse = port.connectors.find(
    ({ id, session, isOperative }) =>
      session === null && isOperative && (wanted === undefined || id === wanted),
  );
  if (evse === undefined || idToken === undefined) return status("Rejected");
  return status("Accepted", () =>
    port.startSession({
      connectorId: evse.id,
      idToken,
      isRemote: true,
      ...(remoteStartId === undefined ? {} : { remoteStartId }),
    }),
  );
}

function requestStop(payload: JsonObject, { port }: Commands201Context): Reply {
  const transactionId = textOf(payload, "transactionId");
  const evse = port.connectors.find(({ session }) => session?.transactionId === transactionId);
  return evse === undefined || transactionId === undefined
    ? status("Rejected")
    : status("Accepted", () => evse.session?.stop("remote"));
}

function trigger(payload: JsonObject, context: Commands201Context): Reply {
  const { port } = context;
  const wanted = numberOf(objectOf(payload, "evse"), "id");
  const evses = port.connectors.filter(({ id }) => wanted === undefined || id === wanted);
  const each = async (send: (connector: Connector) => Promise<unknown>) => {
    for (const evse of evses) await send(evse);
  };
  switch (textOf(payload, "requestedMessage")) {
    case "BootNotification":
      return status("Accepted", () => void context.boot());
    case "Heartbeat":
      return status("Accepted", () => void port.call("Heartbeat", {}));
    case "StatusNotification":
      return status("Accepted", () => void each(({ id }) => context.sendStatus(id)));
    case "MeterValues":
      return status("Accepted", () => void each(context.sendMeterValues));
    case "FirmwareStatusNotification":
    case "LogStatusNotification": {
      const action = textOf(payload, "requestedMessage") ?? "";
      return status("Accepted", () => void port.call(action, { status: "Idle" }));
    }
    default:
      return status("NotImplemented");
  }
}

function reset(payload: JsonObject, { port }: Commands201Context): Reply {
  const isImmediate = textOf(payload, "type") === "Immediate";
  return status("Accepted", () => {
    for (const { session } of port.connectors) {
      session?.stop(isImmediate ? "reset-hard" : "reset-soft");
    }
    port.reboot();
  });
}

function changeAvailability(payload: JsonObject, context: Commands201Context): Reply {
  const wanted = numberOf(objectOf(payload, "evse"), "id");
  const isOperative = textOf(payload, "operationalStatus") === "Operative";
  const evses = context.port.connectors.filter(({ id }) => wanted === undefined || id === wanted);
  if (evses.length === 0) return status("Rejected");
  for (const evse of evses) evse.isOperative = isOperative;
  const idle = evses.filter(({ session }) => session === null);
  return status(idle.length === evses.length ? "Accepted" : "Scheduled", () => {
    for (const { id } of idle) {
      void context.sendStatus(id, isOperative ? "Available" : "Unavailable");
    }
  });
}

/** Variables of one NotifyReport; a real station's limit is of this size (ItemsPerMessage). */
const REPORT_ITEMS_MAX = 8;

function report(payload: JsonObject, { port, variables }: Commands201Context): Reply {
  const requestId = numberOf(payload, "requestId") ?? 0;
  return status("Accepted", () => void sendReport(requestId, port, variables));
}

async function sendReport(
  requestId: number,
  port: StationPort,
  variables: Variables201,
): Promise<void> {
  const all = variables.report();
  const parts = Math.ceil(all.length / REPORT_ITEMS_MAX);
  for (let seqNo = 0; seqNo < parts; seqNo += 1) {
    await port.call("NotifyReport", {
      requestId,
      generatedAt: timestampOf(port.time.nowMs()),
      seqNo,
      tbc: seqNo < parts - 1,
      reportData: all.slice(seqNo * REPORT_ITEMS_MAX, (seqNo + 1) * REPORT_ITEMS_MAX),
    });
  }
}

function getLog(payload: JsonObject, { port }: Commands201Context): Reply {
  const requestId = numberOf(payload, "requestId") ?? 0;
  return {
    payload: { status: "Accepted", filename: `log-${port.stationId}.txt`.slice(0, 255) },
    afterwards: () =>
      void tell(port, "LogStatusNotification", ["Uploading", "Uploaded"], requestId),
  };
}

function updateFirmware(payload: JsonObject, { port }: Commands201Context): Reply {
  const requestId = numberOf(payload, "requestId") ?? 0;
  const steps = ["Downloading", "Downloaded", "Installing", "Installed"];
  return status("Accepted", () => void tell(port, "FirmwareStatusNotification", steps, requestId));
}

/** One status after the other. */
async function tell(
  port: StationPort,
  action: string,
  steps: readonly string[],
  requestId: number,
): Promise<void> {
  for (const step of steps) await port.call(action, { status: step, requestId });
}
