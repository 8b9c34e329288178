/** UpdateFirmware, signed or not, and the statuses of it. */
import { integerIn, textIn } from "../findings/fields.ts";
import { acknowledge } from "./answers.ts";
import {
  answerWith,
  askFor,
  askWithAddress,
  type Block,
  type Command,
  failureOf,
  type Move,
  statusOf,
} from "./block.ts";
import { integerAt, spelledAs, textAt } from "./convert.ts";
import { isRunning, progress, putJob } from "./jobs.ts";
import { fieldOf, objectIn, present } from "./json.ts";
import type { Outcome } from "./live.ts";
import { isLacking } from "./rpc-errors.ts";
import { takeTrigger } from "./triggers.ts";
import { type Call, keep, lose, type Turn, updateStation } from "./turn.ts";

const rejected = (reasonCode: string) => statusOf("Rejected", reasonCode);

/** All of 2.0.1's; 1.6 has seven of them, its signed variant all. */
const statuses = [
  ...["Downloaded", "DownloadFailed", "Downloading", "DownloadScheduled", "DownloadPaused", "Idle"],
  ...["InstallationFailed", "Installing", "Installed", "InstallRebooting", "InstallScheduled"],
  ...["InstallVerificationFailed", "InvalidSignature", "SignatureVerified"],
];
/** Of both versions' answers. */
const updateStatuses = [
  ...["Accepted", "Rejected", "AcceptedCanceled", "InvalidCertificate", "RevokedCertificate"],
];
const final = new Set([
  ...["DownloadFailed", "InstallationFailed", "InstallVerificationFailed", "InvalidSignature"],
  "Installed",
]);

function isSigned(call: Call): boolean {
  const firmware = objectIn(call.payload, "firmware");
  return textIn(firmware, "signature") !== "" && textIn(firmware, "signingCertificate") !== "";
}

function askUnsigned(turn: Turn, call: Call): Move {
  const firmware = objectIn(call.payload, "firmware");
  if (firmware["installDateTime"] !== undefined) lose(turn, "install-time", "installDateTime");
  return askWithAddress(
    turn,
    "UpdateFirmware",
    present({
      location: firmware["location"],
      retrieveDate: firmware["retrieveDateTime"],
      retries: fieldOf(call.payload, "retries"),
      retryInterval: fieldOf(call.payload, "retryInterval"),
    }),
  );
}

function isUnable(outcome: Outcome): boolean {
  return outcome.kind === "error" && isLacking(outcome.code);
}

const updateFirmware: Command = {
  action: "UpdateFirmware",
  next(turn, call, [first, second]) {
    const requestId = integerIn(call.payload, "requestId") ?? 0;
    if (first === undefined) {
      if (turn.state.jobs.doneFirmwareIds.includes(requestId)) {
        return answerWith(rejected("DuplicateRequestId"));
      }
      if (!isSigned(call)) return askUnsigned(turn, call);
      return askFor("SignedUpdateFirmware", signedPayload(call));
    }
    const isDowngraded = isSigned(call) && isUnable(first);
    if (isDowngraded && !turn.settings.unsignedFirmwareDowngrade) {
      lose(turn, "signed-firmware", "SignedUpdateFirmware is not supported");
      return answerWith(rejected("UnsupportedRequest"));
    }
    if (isDowngraded && second === undefined) return askUnsigned(turn, call);
    const outcome = second ?? first;
    if (outcome.kind !== "result") return failureOf(outcome, rejected);
    const isUnsigned = isDowngraded || !isSigned(call);
    const isOther = isRunning(turn.state.jobs.firmware);
    // 1.6's answer to the unsigned one is empty, and a promise.
    const promised = isOther ? "AcceptedCanceled" : "Accepted";
    const said = updateStatuses.find((each) => each === textIn(outcome.payload, "status"));
    const status = isUnsigned ? promised : (said ?? "Rejected");
    if (status === "Accepted" || status === "AcceptedCanceled") {
      putJob(turn, "firmware", { requestId, status: "Idle", isDone: false });
    }
    return answerWith({ status });
  },
};

function signedPayload(call: Call) {
  const firmware = objectIn(call.payload, "firmware");
  return present({
    requestId: fieldOf(call.payload, "requestId"),
    retries: fieldOf(call.payload, "retries"),
    retryInterval: fieldOf(call.payload, "retryInterval"),
    firmware: present({
      location: firmware["location"],
      retrieveDateTime: firmware["retrieveDateTime"],
      installDateTime: firmware["installDateTime"],
      signingCertificate: firmware["signingCertificate"],
      signature: firmware["signature"],
    }),
  });
}

function firmwareStatus(turn: Turn, call: Call): void {
  const status = spelledAs(textAt(call.payload, "status"), statuses);
  takeTrigger(turn, "FirmwareStatusNotification", null);
  const keys: string[] = [];
  if (status !== null) {
    updateStation(turn, { firmwareStatus: status });
    progress(turn, "firmware", { status, isDone: final.has(status) });
    const requestId = integerAt(call.payload, "requestId");
    keys.push(...sendFirmwareStatus(turn, requestId));
  }
  acknowledge(turn, call.messageId, { payload: {}, keys });
}

/** The last known, with the number of the job; without a job there is nothing but Idle. */
export function sendFirmwareStatus(turn: Turn, said: number | null): readonly string[] {
  const job = turn.state.jobs.firmware;
  const status = turn.state.station.firmwareStatus ?? "Idle";
  const requestId = said ?? job?.requestId ?? null;
  const isIdle = requestId === null || (status === "Idle" && !isRunning(job));
  const payload = isIdle ? { status: "Idle" } : { status, requestId };
  return [keep(turn, { action: "FirmwareStatusNotification", payload })];
}

export const firmwareBlock: Block = {
  name: "firmware",
  calls: {
    FirmwareStatusNotification: firmwareStatus,
    SignedFirmwareStatusNotification: firmwareStatus,
  },
  commands: [updateFirmware],
};
