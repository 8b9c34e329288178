/**
 * What the stand-in of a station answers a CSMS where the recorded station was never asked the
 * like: that it does not. In: the version and a call. Out: a result that is valid for the version
 * and promises nothing, or null for a CALLERROR, where the version has no such answer.
 */
import type { Json, JsonObject } from "../../exchange/message.ts";
import type { OcppVersion } from "../../ocpp/versions.ts";
import { listIn } from "../../translate/json.ts";
import { shadowAnswer } from "../../translate/shadow/commands.ts";

const rejected: JsonObject = { status: "Rejected" };

/** 1.6 and its security extension; UpdateFirmware can only be taken. */
const declined16: Readonly<Record<string, JsonObject>> = {
  CancelReservation: rejected,
  CertificateSigned: rejected,
  ChangeAvailability: rejected,
  ChangeConfiguration: rejected,
  ClearCache: rejected,
  ClearChargingProfile: { status: "Unknown" },
  DataTransfer: rejected,
  DeleteCertificate: { status: "Failed" },
  ExtendedTriggerMessage: rejected,
  GetCompositeSchedule: rejected,
  GetDiagnostics: {},
  GetInstalledCertificateIds: { status: "NotFound" },
  GetLocalListVersion: { listVersion: 0 },
  GetLog: rejected,
  InstallCertificate: rejected,
  RemoteStartTransaction: rejected,
  RemoteStopTransaction: rejected,
  ReserveNow: rejected,
  Reset: rejected,
  SendLocalList: { status: "Failed" },
  SetChargingProfile: rejected,
  SignedUpdateFirmware: rejected,
  TriggerMessage: rejected,
  UnlockConnector: { status: "UnlockFailed" },
};

/** What a shadow's translator serves from its state. */
const declined2: Readonly<Record<string, JsonObject>> = {
  GetBaseReport: rejected,
  GetChargingProfiles: { status: "NoProfiles" },
  GetLocalListVersion: { versionNumber: 0 },
  GetReport: rejected,
  GetTransactionStatus: { messagesInQueue: false },
  TriggerMessage: rejected,
};

export function declinedAnswer(
  version: OcppVersion,
  action: string,
  payload: Json,
): JsonObject | null {
  if (version === "1.6") return answer16(action, payload);
  if (action === "GetVariables") return { getVariableResult: unreadable(payload) };
  const known = Object.hasOwn(declined2, action) ? declined2[action] : undefined;
  return known ?? shadowAnswer(action, payload, { simulateAccept: false });
}

function answer16(action: string, payload: Json): JsonObject | null {
  if (action === "GetConfiguration") {
    return { configurationKey: [], unknownKey: listIn(payload, "key") };
  }
  return Object.hasOwn(declined16, action) ? (declined16[action] ?? null) : null;
}

function unreadable(payload: Json): readonly JsonObject[] {
  return listIn(payload, "getVariableData").map((each) => ({
    ...(each as JsonObject),
    attributeStatus: "Rejected",
  }));
}
