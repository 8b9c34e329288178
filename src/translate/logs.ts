/** GetLog, by the security extension's own or by GetDiagnostics, and the statuses of the upload. */
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
import { isLacking } from "./rpc-errors.ts";
import { takeTrigger } from "./triggers.ts";
import { type Call, keep, lose, type Turn } from "./turn.ts";

const rejected = (reasonCode: string) => statusOf("Rejected", reasonCode);

const statuses = [
  ...["BadMessage", "Idle", "NotSupportedOperation", "PermissionDenied", "Uploaded"],
  ...["UploadFailure", "Uploading", "AcceptedCanceled"],
];
const under16: ReadonlyMap<string, string> = new Map([["UploadFailed", "UploadFailure"]]);

function askDiagnostics(turn: Turn, call: Call): Move {
  const log = objectIn(call.payload, "log");
  return askWithAddress(
    turn,
    "GetDiagnostics",
    present({
      location: log["remoteLocation"],
      startTime: log["oldestTimestamp"],
      stopTime: log["latestTimestamp"],
      retries: fieldOf(call.payload, "retries"),
      retryInterval: fieldOf(call.payload, "retryInterval"),
    }),
  );
}

function askLog(call: Call): Move {
  const log = objectIn(call.payload, "log");
  return askFor(
    "GetLog",
    present({
      logType: fieldOf(call.payload, "logType"),
      requestId: fieldOf(call.payload, "requestId"),
      retries: fieldOf(call.payload, "retries"),
      retryInterval: fieldOf(call.payload, "retryInterval"),
      log: present({
        remoteLocation: log["remoteLocation"],
        oldestTimestamp: log["oldestTimestamp"],
        latestTimestamp: log["latestTimestamp"],
      }),
    }),
  );
}

/** Diagnostics are in every 1.6 station's core; the security log only in the extension. */
const getLog: Command = {
  action: "GetLog",
  next(turn, call, [first, second]) {
    const isSecurity = textIn(call.payload, "logType") === "SecurityLog";
    if (first === undefined) {
      const isLackingLog = turn.state.station.lacks.includes("GetLog");
      if (isSecurity && isLackingLog) return refuseSecurity(turn);
      return isSecurity ? askLog(call) : askDiagnostics(turn, call);
    }
    const isUnable = first.kind === "error" && isLacking(first.code);
    if (isUnable && isSecurity) return refuseSecurity(turn);
    if (isUnable && second === undefined) return askLog(call);
    const outcome = second ?? first;
    if (outcome.kind !== "result") return failureOf(outcome, rejected);
    return told(turn, call, {
      payload: objectIn(outcome, "payload"),
      isOwnLog: isSecurity || second !== undefined,
    });
  },
};

function refuseSecurity(turn: Turn): Move {
  lose(turn, "log-type", "SecurityLog");
  return answerWith(rejected("UnsupportedParam"));
}

function told(
  turn: Turn,
  call: Call,
  { payload, isOwnLog }: { readonly payload: object; readonly isOwnLog: boolean },
): Move {
  const requestId = integerIn(call.payload, "requestId") ?? 0;
  const filename = textIn(payload, isOwnLog ? "filename" : "fileName").slice(0, 255);
  const isOther = isRunning(turn.state.jobs.log);
  const usual = isOther ? "AcceptedCanceled" : "Accepted";
  const status = isOwnLog ? textIn(payload, "status") : filename === "" ? "Rejected" : usual;
  if (status !== "Accepted" && status !== "AcceptedCanceled") {
    // No file name is 1.6's way to say that there is nothing to upload.
    return answerWith(isOwnLog ? { status: "Rejected" } : rejected("NotFound"));
  }
  putJob(turn, "log", { requestId, status: "Idle", isDone: false });
  return answerWith(present({ status, filename: filename === "" ? undefined : filename }));
}

function logStatus(turn: Turn, call: Call): void {
  const said = textAt(call.payload, "status") ?? "";
  const status = spelledAs(under16.get(said) ?? said, statuses);
  takeTrigger(turn, "LogStatusNotification", null);
  const keys: string[] = [];
  if (status !== null) {
    progress(turn, "log", { status, isDone: status !== "Uploading" && status !== "Idle" });
    keys.push(...sendLogStatus(turn, { status, requestId: integerAt(call.payload, "requestId") }));
  }
  acknowledge(turn, call.messageId, { payload: {}, keys });
}

/** 2.0.1 wants the job's number, but for an Idle that was asked for. */
export function sendLogStatus(
  turn: Turn,
  said: { readonly status: string; readonly requestId: number | null } | null,
): readonly string[] {
  const job = turn.state.jobs.log;
  const status = said?.status ?? job?.status ?? "Idle";
  const requestId = said?.requestId ?? job?.requestId ?? null;
  if (requestId === null && status !== "Idle") return [];
  const payload = requestId === null ? { status } : { status, requestId };
  return [keep(turn, { action: "LogStatusNotification", payload })];
}

export const logsBlock: Block = {
  name: "logs",
  calls: { DiagnosticsStatusNotification: logStatus, LogStatusNotification: logStatus },
  commands: [getLog],
};
