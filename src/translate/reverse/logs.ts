/** GetDiagnostics and GetLog, and the statuses of both. */
import { textIn } from "../../findings/fields.ts";
import { acknowledge } from "../answers.ts";
import { answerWith, askFor, type Block } from "../block.ts";
import { cutTo, integerAt, spelledAs, textAt, timeOf } from "../convert.ts";
import { progress, putJob } from "../jobs.ts";
import { fieldOf, objectIn, present } from "../json.ts";
import { type Call, keep, lose, type Turn } from "../turn.ts";
import { command16, rejected } from "./command.ts";
import { retriesIn } from "./firmware.ts";
import { takeRequestId } from "./request-ids.ts";

/** 2.0.1, LogParametersType.remoteLocation; 1.6's and 2.0.1's file name. Unit: characters. */
const URL_CHARS_MAX = 512;
const NAME_CHARS_MAX = 255;

const getDiagnostics = command16("GetDiagnostics", {
  ask(turn, call) {
    const remoteLocation = textIn(call.payload, "location");
    // No file name is 1.6's way to say that there is nothing to upload.
    if (remoteLocation.length > URL_CHARS_MAX) return answerWith({});
    const requestId = takeRequestId(turn);
    putJob(turn, "log", { requestId, status: "Idle", isDone: false, isPlain: true });
    const log = present({
      remoteLocation,
      oldestTimestamp: timeOf(fieldOf(call.payload, "startTime")),
      latestTimestamp: timeOf(fieldOf(call.payload, "stopTime")),
    });
    return askFor("GetLog", { ...retriesIn(call), logType: "DiagnosticsLog", requestId, log });
  },
  told(turn, _call, payload) {
    if (!textIn(payload, "status").startsWith("Accepted")) {
      putJob(turn, "log", null);
      return {};
    }
    const filename = textIn(payload, "filename");
    if (filename === "") lose(turn, "file-unnamed", "GetLog was accepted without a file name");
    return { fileName: filename === "" ? "unnamed" : cutTo(filename, NAME_CHARS_MAX) };
  },
  negative: null,
  lacking: null,
});

const logAnswers = ["Accepted", "Rejected", "AcceptedCanceled"];

const getLog = command16("GetLog", {
  ask(_turn, call) {
    const requestId = integerAt(call.payload, "requestId");
    const said = objectIn(call.payload, "log");
    if (requestId === null) return answerWith(rejected);
    const log = present({
      remoteLocation: said["remoteLocation"],
      oldestTimestamp: timeOf(said["oldestTimestamp"]),
      latestTimestamp: timeOf(said["latestTimestamp"]),
    });
    const logType = textIn(call.payload, "logType");
    return askFor("GetLog", { ...retriesIn(call), logType, requestId, log });
  },
  told(turn, call, payload) {
    const status = logAnswers.find((each) => each === textIn(payload, "status")) ?? "Rejected";
    const requestId = integerAt(call.payload, "requestId") ?? 0;
    if (status === "Rejected") return rejected;
    putJob(turn, "log", { requestId, status: "Idle", isDone: false });
    const filename = textIn(payload, "filename");
    return present({
      status,
      filename: filename === "" ? undefined : cutTo(filename, NAME_CHARS_MAX),
    });
  },
  negative: rejected,
  lacking: null,
});

const statuses = [
  ...["Uploaded", "Uploading", "Idle", "UploadFailure", "BadMessage", "PermissionDenied"],
  ...["NotSupportedOperation", "AcceptedCanceled"],
];

function logStatus(turn: Turn, call: Call): void {
  const status = spelledAs(textAt(call.payload, "status"), statuses);
  const keys = status === null ? [] : [statusBecame(turn, call, status)];
  acknowledge(turn, call.messageId, { payload: {}, keys });
}

function statusBecame(turn: Turn, call: Call, status: string): string {
  const isDone = status !== "Uploading" && status !== "Idle";
  const job = progress(turn, "log", { status, isDone });
  const requestId = integerAt(call.payload, "requestId");
  const isOfLog = job !== null && job.isPlain !== true && job.requestId === requestId;
  if (isOfLog) {
    const payload = { status: status === "AcceptedCanceled" ? "Idle" : status, requestId };
    return keep(turn, { action: "LogStatusNotification", payload });
  }
  const plain = plainStatus(status);
  if (plain !== status) lose(turn, "log-status", `${status} becomes ${plain}`);
  return keep(turn, { action: "DiagnosticsStatusNotification", payload: { status: plain } });
}

function plainStatus(status: string): string {
  if (status === "Uploaded" || status === "Uploading" || status === "Idle") return status;
  return status === "AcceptedCanceled" ? "Idle" : "UploadFailed";
}

export const logsReverseBlock: Block = {
  name: "reverse.logs",
  calls: { LogStatusNotification: logStatus },
  commands: [getDiagnostics, getLog],
};
