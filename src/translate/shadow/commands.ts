/**
 * What the CSMS of a shadow is answered. In: its call. Out: an answer that says that nothing was
 * done, or null where the translator may answer from what it knows. Promised: nothing of it ever
 * reaches a station.
 */
import type { Json, JsonObject } from "../../exchange/message.ts";
import { textIn } from "../../findings/fields.ts";
import { validate } from "../../ocpp/validator.ts";
import { listIn, present } from "../json.ts";

/** 2.0.1's statusInfo: why. */
const shadow: JsonObject = { reasonCode: "NotEnabled", additionalInfo: "shadow" };

type Refusal = {
  readonly negative: string;
  /** What `simulateAccept` says; null where that would promise something that never comes. */
  readonly positive: string | null;
  /** False: this answer has no place for a reason. */
  readonly hasInfo?: boolean;
};

const rejected: Refusal = { negative: "Rejected", positive: "Accepted" };

const refusals: Readonly<Record<string, Refusal>> = {
  CancelReservation: rejected,
  CertificateSigned: rejected,
  ChangeAvailability: rejected,
  ClearCache: rejected,
  ClearChargingProfile: { negative: "Unknown", positive: "Accepted" },
  ClearDisplayMessage: { negative: "Unknown", positive: "Accepted" },
  CustomerInformation: { negative: "Rejected", positive: null },
  DataTransfer: rejected,
  DeleteCertificate: { negative: "Failed", positive: "Accepted" },
  GetCompositeSchedule: { negative: "Rejected", positive: null },
  GetDisplayMessages: { negative: "Unknown", positive: null },
  GetInstalledCertificateIds: { negative: "NotFound", positive: null },
  GetLog: rejected,
  GetMonitoringReport: { negative: "NotSupported", positive: null },
  InstallCertificate: rejected,
  PublishFirmware: rejected,
  RequestStartTransaction: rejected,
  RequestStopTransaction: rejected,
  ReserveNow: rejected,
  Reset: rejected,
  SendLocalList: { negative: "Failed", positive: "Accepted" },
  SetChargingProfile: rejected,
  SetDisplayMessage: rejected,
  SetMonitoringBase: rejected,
  SetMonitoringLevel: rejected,
  SetNetworkProfile: rejected,
  UnlockConnector: { negative: "UnlockFailed", positive: "Unlocked" },
  UnpublishFirmware: { negative: "NoFirmware", positive: "Unpublished", hasInfo: false },
  UpdateFirmware: rejected,
};

/** Triggers that are served from what is known of the station. */
const known = new Set([
  ...["BootNotification", "Heartbeat", "StatusNotification", "TransactionEvent"],
]);

/** `invalid`: no legal call of 2.0.1; `served`: a read. Both are the translator's to answer. */
export type CommandVerdict = {
  readonly answer: JsonObject | null;
  readonly how: "invalid" | "served" | "refused" | "simulated";
};

export function verdictOf(
  action: string,
  payload: Json,
  options: { readonly simulateAccept: boolean },
): CommandVerdict {
  const { kind } = validate({ version: "2.0.1", action, kind: "request" }, payload);
  if (kind !== "valid") return { answer: null, how: "invalid" };
  const answer = shadowAnswer(action, payload, options);
  if (answer === null) return { answer, how: "served" };
  return { answer, how: options.simulateAccept ? "simulated" : "refused" };
}

/** `payload` is valid for `action`, one of 2.0.1's. */
export function shadowAnswer(
  action: string,
  payload: Json,
  { simulateAccept }: { readonly simulateAccept: boolean },
): JsonObject | null {
  const status = simulateAccept ? "Accepted" : "Rejected";
  switch (action) {
    case "TriggerMessage":
      return known.has(textIn(payload, "requestedMessage"))
        ? null
        : { status: "Rejected", statusInfo: shadow };
    case "SetVariables":
      return { setVariableResult: listIn(payload, "setVariableData").map(variable(status)) };
    case "SetVariableMonitoring":
      return { setMonitoringResult: listIn(payload, "setMonitoringData").map(monitor(status)) };
    case "ClearVariableMonitoring":
      return {
        clearMonitoringResult: listIn(payload, "id").map((id) => ({
          ...{ status, id },
          ...infoOf(status),
        })),
      };
    case "CostUpdated":
      return {};
    default: {
      const refusal = Object.hasOwn(refusals, action) ? refusals[action] : undefined;
      return refusal === undefined ? null : answerOf(refusal, simulateAccept);
    }
  }
}

function answerOf({ negative, positive, hasInfo = true }: Refusal, isSimulated: boolean) {
  if (isSimulated && positive !== null) return { status: positive };
  return hasInfo ? { status: negative, statusInfo: shadow } : { status: negative };
}

function infoOf(status: string): JsonObject {
  return status === "Accepted" ? {} : { statusInfo: shadow };
}

/** The value itself is not repeated: it may be a password. */
function variable(attributeStatus: string) {
  return (each: Json): JsonObject =>
    present({
      attributeStatus,
      attributeStatusInfo: attributeStatus === "Accepted" ? undefined : shadow,
      ...picked(each, ["attributeType", "component", "variable"]),
    });
}

function monitor(status: string) {
  return (each: Json): JsonObject =>
    present({ status, ...infoOf(status), ...picked(each, PICKED_OF_MONITOR) });
}

const PICKED_OF_MONITOR = ["id", "type", "severity", "component", "variable"];

function picked(from: Json, names: readonly string[]): Readonly<Record<string, Json | undefined>> {
  const fields: JsonObject =
    typeof from === "object" && from !== null && !Array.isArray(from) ? (from as JsonObject) : {};
  return Object.fromEntries(names.map((name) => [name, fields[name]]));
}
