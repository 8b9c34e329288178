/** UpdateFirmware and SignedUpdateFirmware, and the statuses of both. */
import type { JsonObject } from "../../exchange/message.ts";
import { textIn } from "../../findings/fields.ts";
import { acknowledge } from "../answers.ts";
import { answerWith, askFor, type Block, type Command } from "../block.ts";
import { integerAt, isoOf, spelledAs, textAt, timeOf } from "../convert.ts";
import { progress, putJob } from "../jobs.ts";
import { fieldOf, objectIn, present } from "../json.ts";
import { type Call, keep, lose, type Turn, updateStation } from "../turn.ts";
import { command16, failure16, rejected } from "./command.ts";
import { takeRequestId } from "./request-ids.ts";

/** 2.0.1, FirmwareType.location. Unit: characters. */
const URL_CHARS_MAX = 512;

/** 1.6 cannot refuse: its answer is empty, and a status says that nothing came of it. */
const updateFirmware: Command = {
  action: "UpdateFirmware",
  next(turn, call, [outcome]) {
    const location = textIn(call.payload, "location");
    if (outcome === undefined && location.length > URL_CHARS_MAX) return refused(turn);
    if (outcome === undefined) {
      const requestId = takeRequestId(turn);
      putJob(turn, "firmware", { requestId, status: "Idle", isDone: false, isPlain: true });
      const retrieveDateTime = timeOf(fieldOf(call.payload, "retrieveDate")) ?? isoOf(turn.nowMs);
      const firmware = { location, retrieveDateTime };
      return askFor("UpdateFirmware", { ...retriesIn(call), requestId, firmware });
    }
    if (outcome.kind !== "result") return failure16(outcome, { negative: null, lacking: null });
    const status = textIn(outcome.payload, "status");
    const isTaken = status === "Accepted" || status === "AcceptedCanceled";
    return isTaken ? answerWith({}) : refused(turn);
  },
};

function refused(turn: Turn) {
  lose(turn, "update-refused", "UpdateFirmware");
  putJob(turn, "firmware", null);
  const payload = { status: "DownloadFailed" };
  keep(turn, { action: "FirmwareStatusNotification", payload });
  return answerWith({});
}

export function retriesIn({ payload }: Call): JsonObject {
  return present({
    retries: fieldOf(payload, "retries"),
    retryInterval: fieldOf(payload, "retryInterval"),
  });
}

const updateStatuses = [
  ...["Accepted", "Rejected", "AcceptedCanceled", "InvalidCertificate", "RevokedCertificate"],
];

const signedUpdateFirmware = command16("SignedUpdateFirmware", {
  ask(turn, call) {
    const requestId = integerAt(call.payload, "requestId");
    const said = objectIn(call.payload, "firmware");
    const retrieveDateTime = timeOf(said["retrieveDateTime"]) ?? isoOf(turn.nowMs);
    if (requestId === null) return answerWith(rejected);
    const firmware = present({
      ...{ location: said["location"], retrieveDateTime },
      installDateTime: timeOf(said["installDateTime"]),
      signingCertificate: said["signingCertificate"],
      signature: said["signature"],
    });
    return askFor("UpdateFirmware", { ...retriesIn(call), requestId, firmware });
  },
  told(turn, call, payload) {
    const status = updateStatuses.find((each) => each === textIn(payload, "status")) ?? "Rejected";
    const requestId = integerAt(call.payload, "requestId") ?? 0;
    if (status.startsWith("Accepted")) {
      putJob(turn, "firmware", { requestId, status: "Idle", isDone: false });
    }
    return { status };
  },
  negative: rejected,
  lacking: null,
});

/** 2.0.1's statuses that 1.6's plain message does not have. */
const nearest: ReadonlyMap<string, string> = new Map([
  ["DownloadScheduled", "Downloading"],
  ["DownloadPaused", "Downloading"],
  ["InstallScheduled", "Downloaded"],
  ["SignatureVerified", "Downloaded"],
  ["InstallRebooting", "Installing"],
  ["InstallVerificationFailed", "InstallationFailed"],
  ["InvalidSignature", "InstallationFailed"],
]);
const statuses = [
  ...["Downloaded", "DownloadFailed", "Downloading", "Idle", "InstallationFailed", "Installing"],
  ...["Installed", ...nearest.keys()],
];
const final = /^(Installed|DownloadFailed|InstallationFailed|InstallVerificationFailed|InvalidSig)/;

function firmwareStatus(turn: Turn, call: Call): void {
  const status = spelledAs(textAt(call.payload, "status"), statuses);
  const keys = status === null ? [] : [statusBecame(turn, call, status)];
  acknowledge(turn, call.messageId, { payload: {}, keys });
}

function statusBecame(turn: Turn, call: Call, status: string): string {
  updateStation(turn, { firmwareStatus: status });
  const job = progress(turn, "firmware", { status, isDone: final.test(status) });
  const requestId = integerAt(call.payload, "requestId");
  const isSigned = job !== null && job.isPlain !== true && job.requestId === requestId;
  if (isSigned) {
    const payload = { status, requestId };
    return keep(turn, { action: "SignedFirmwareStatusNotification", payload });
  }
  const plain = nearest.get(status) ?? status;
  if (plain !== status) lose(turn, "update-status", `${status} becomes ${plain}`);
  return keep(turn, { action: "FirmwareStatusNotification", payload: { status: plain } });
}

export const firmwareReverseBlock: Block = {
  name: "reverse.firmware",
  calls: { FirmwareStatusNotification: firmwareStatus },
  commands: [updateFirmware, signedUpdateFirmware],
};
