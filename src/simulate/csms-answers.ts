/**
 * What the simulated CSMS answers to a station's calls, 1.6 and 2.x. In: action, payload, the
 * policy. Out: a reply. Pure but for the transactions it counts.
 */
import type { JsonObject } from "../exchange/message.ts";
import type { OcppVersion } from "../ocpp/versions.ts";
import { numberOf, objectOf, textOf } from "./json-fields.ts";
import { timestampOf } from "./payloads-16.ts";
import type { Reply } from "./rpc.ts";

export type BootStatus = "Accepted" | "Pending" | "Rejected";

/** What the CSMS knows of one station; the answers keep it up to date. */
export type StationFile = {
  readonly stationId: string;
  ocppVersion: OcppVersion;
  boots: number;
  /** Open transactions: id → idToken. */
  readonly transactions: Map<string, string>;
};

export type AnswerPolicy = {
  readonly nowMs: () => number;
  readonly heartbeatIntervalS: number;
  /** Of the nth boot, counted from 1. */
  readonly bootStatus: (stationId: string, boot: number) => BootStatus;
  /** Tokens that are not accepted, each with its status. */
  readonly refusedTokens: Readonly<Record<string, string>>;
  readonly nextTransactionId: () => number;
};

/** Open transactions of one station that are remembered; a real one has a handful. */
const TRANSACTIONS_MAX = 100;

export function answerStation(
  action: string,
  payload: JsonObject,
  context: { readonly file: StationFile; readonly policy: AnswerPolicy },
): Reply {
  const answers = context.file.ocppVersion === "1.6" ? ANSWERS_16 : ANSWERS_2;
  const answer = answers.get(action);
  return answer === undefined
    ? { errorCode: "NotImplemented", errorDescription: `${action} is not implemented` }
    : { payload: answer(payload, context.file, context.policy) };
}

type Respond = (payload: JsonObject, file: StationFile, policy: AnswerPolicy) => JsonObject;

const nothing: Respond = () => ({});
const accepted: Respond = () => ({ status: "Accepted" });

const boot: Respond = (_payload, file, policy) => {
  file.boots += 1;
  return {
    status: policy.bootStatus(file.stationId, file.boots),
    currentTime: timestampOf(policy.nowMs()),
    interval: policy.heartbeatIntervalS,
  };
};

const heartbeat: Respond = (_payload, _file, policy) => ({
  currentTime: timestampOf(policy.nowMs()),
});

function statusOfToken(idToken: string | undefined, policy: AnswerPolicy): string {
  const refused = policy.refusedTokens;
  return idToken !== undefined && Object.hasOwn(refused, idToken)
    ? (refused[idToken] ?? "Accepted")
    : "Accepted";
}

function open(file: StationFile, transactionId: string, idToken: string): void {
  file.transactions.set(transactionId, idToken);
  if (file.transactions.size <= TRANSACTIONS_MAX) return;
  for (const oldest of file.transactions.keys()) {
    file.transactions.delete(oldest);
    break;
  }
}

const ANSWERS_16: ReadonlyMap<string, Respond> = new Map<string, Respond>([
  ["BootNotification", boot],
  ["Heartbeat", heartbeat],
  ["StatusNotification", nothing],
  ["MeterValues", nothing],
  ["DiagnosticsStatusNotification", nothing],
  ["FirmwareStatusNotification", nothing],
  ["LogStatusNotification", nothing],
  ["SignedFirmwareStatusNotification", nothing],
  ["SecurityEventNotification", nothing],
  ["SignCertificate", accepted],
  ["DataTransfer", accepted],
  [
    "Authorize",
    (payload, _file, policy) => ({
      idTagInfo: { status: statusOfToken(textOf(payload, "idTag"), policy) },
    }),
  ],
  [
    "StartTransaction",
    (payload, file, policy) => {
      const idTag = textOf(payload, "idTag");
      const transactionId = policy.nextTransactionId();
      open(file, String(transactionId), idTag ?? "");
      return { transactionId, idTagInfo: { status: statusOfToken(idTag, policy) } };
    },
  ],
  [
    "StopTransaction",
    (payload, file) => {
      file.transactions.delete(String(numberOf(payload, "transactionId")));
      return { idTagInfo: { status: "Accepted" } };
    },
  ],
]);

const ANSWERS_2: ReadonlyMap<string, Respond> = new Map<string, Respond>([
  ["BootNotification", boot],
  ["Heartbeat", heartbeat],
  ["StatusNotification", nothing],
  ["MeterValues", nothing],
  ["NotifyReport", nothing],
  ["NotifyEvent", nothing],
  ["NotifyMonitoringReport", nothing],
  ["NotifyCustomerInformation", nothing],
  ["NotifyDisplayMessages", nothing],
  ["NotifyChargingLimit", nothing],
  ["ClearedChargingLimit", nothing],
  ["ReportChargingProfiles", nothing],
  ["ReservationStatusUpdate", nothing],
  ["FirmwareStatusNotification", nothing],
  ["PublishFirmwareStatusNotification", nothing],
  ["LogStatusNotification", nothing],
  ["SecurityEventNotification", nothing],
  ["NotifyEVChargingNeeds", accepted],
  ["NotifyEVChargingSchedule", accepted],
  ["SignCertificate", accepted],
  ["DataTransfer", accepted],
  [
    "Authorize",
    (payload, _file, policy) => {
      const idToken = textOf(objectOf(payload, "idToken"), "idToken");
      return { idTokenInfo: { status: statusOfToken(idToken, policy) } };
    },
  ],
  ["TransactionEvent", transactionEvent],
]);

function transactionEvent(
  payload: JsonObject,
  file: StationFile,
  policy: AnswerPolicy,
): JsonObject {
  const transactionId = textOf(objectOf(payload, "transactionInfo"), "transactionId") ?? "";
  const idToken = textOf(objectOf(payload, "idToken"), "idToken");
  const eventType = textOf(payload, "eventType");
  if (eventType === "Started") open(file, transactionId, idToken ?? "");
  if (eventType === "Ended") file.transactions.delete(transactionId);
  return idToken === undefined ? {} : { idTokenInfo: { status: statusOfToken(idToken, policy) } };
}
