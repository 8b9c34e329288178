/**
 * Rules about work that the CSMS asks for and the station reports on in messages of its own:
 * firmware updates and uploads of logs. Such work outlives links, so the station is remembered.
 */
import { parseLinkId } from "../../base/ids.ts";
import type { Json } from "../../exchange/message.ts";
import { integerIn, textIn } from "../fields.ts";
import type { LinkFacts, MessageHappening } from "../happening.ts";
import { nothing, type Reports, type Rule, type RuleText, statefulRule } from "../rule.ts";
import { cut, duration, nameOfCall, Party } from "../wording.ts";
import { isPowerOfTen, listOf, numberOr } from "./counts.ts";
import { isOfStation } from "./promises.ts";

export type JobKind = {
  /** `a firmware update` */
  readonly name: string;
  /** The CSMS's calls. */
  readonly asking: readonly string[];
  /** The station's calls. */
  readonly reporting: readonly string[];
  /** Statuses in which it ends badly, and what they say. */
  readonly failures: ReadonlyMap<string, string>;
  /** Answers with which the station does not even begin. */
  readonly refusals: readonly string[];
  /** Statuses that are the CSMS's doing. */
  readonly csmsFaults: readonly string[];
};

type Job = {
  readonly action: string;
  readonly messageId: string;
  readonly linkId: string;
  readonly seq: number;
  readonly atUs: number;
  readonly requestId: number | null;
};

/** Of one kind: the newest job, its last status, and how often it failed. */
type Progress = { job: Job | null; status: string; failures: number };

const TEXT_MAX = 64;

export function jobRule(text: RuleText, kinds: readonly JobKind[]): Rule {
  return statefulRule<Progress[]>(
    text,
    {
      scope: "station",
      begin: () => kinds.map(() => ({ job: null, status: "", failures: 0 })),
      save: (all): Json => all.map(({ job, status, failures }) => [job, status, failures]),
      parse: (saved) => kinds.map((_, index) => parseProgress(listOf(saved)[index])),
    },
    {
      message(happening, link, all) {
        if (!isOfStation(happening)) return nothing;
        return kinds.flatMap((kind, index) => {
          const progress = all[index];
          return progress === undefined ? [] : inspect(kind, progress, { happening, link });
        });
      },
    },
    { actions: kinds.flatMap(({ asking, reporting }) => [...asking, ...reporting]) },
  );
}

type Scene = { readonly happening: MessageHappening; readonly link: LinkFacts };

function inspect(kind: JobKind, progress: Progress, { happening, link }: Scene): Reports {
  const { message, request, sender, seq, atUs } = happening;
  if (message.type === "callResult" && request !== null && kind.asking.includes(request.action)) {
    return request.answerSeq === seq ? refused(kind, happening) : nothing;
  }
  if (message.type !== "call") return nothing;
  const { action, callPayload } = message;
  if (sender === "csms" && kind.asking.includes(action)) {
    const messageId = message.messageId.slice(0, TEXT_MAX);
    const requestId = integerIn(callPayload, "requestId");
    progress.job = { action, messageId, linkId: link.linkId, seq, atUs, requestId };
    progress.status = "";
    progress.failures = 0;
    return nothing;
  }
  const isReport = sender === "station" && kind.reporting.includes(action);
  return isReport ? reported(kind, progress, { happening, link }) : nothing;
}

function refused(kind: JobKind, { message, request, seq }: MessageHappening): Reports {
  const status = "callPayload" in message ? textIn(message.callPayload, "status") : "";
  if (request === null || !kind.refusals.includes(status)) return nothing;
  return [
    {
      sentence: `${Party.station} refused ${nameOfCall(request)} with ${status}.`,
      evidence: [request.seq, seq],
      details: { status, action: request.action, requestId: null },
      ...(kind.csmsFaults.includes(status) ? { side: "csms" } : {}),
    },
  ];
}

/** A status that is only told again, as after a trigger, is no news. */
function reported(kind: JobKind, progress: Progress, { happening, link }: Scene): Reports {
  const { message, seq, atUs } = happening;
  const callPayload = "callPayload" in message ? message.callPayload : null;
  const status = textIn(callPayload, "status").slice(0, TEXT_MAX);
  if (status === progress.status || status === "Idle" || status === "") return nothing;
  progress.status = status;
  const meaning = kind.failures.get(status);
  if (meaning === undefined) return nothing;
  progress.failures += 1;
  if (!isPowerOfTen(progress.failures)) return nothing;
  const requestId = integerIn(callPayload, "requestId");
  const job = jobOf(progress, requestId);
  const of =
    job === null
      ? `${kind.name} that was asked for before this recording`
      : `${nameOfCall(job)}, sent ${duration(Math.max(0, atUs - job.atUs))} before`;
  const times = progress.failures === 1 ? "" : `, for the ${progress.failures}th time`;
  return [
    {
      sentence: `${Party.station} reported ${cut(status)} for ${of}: ${meaning}${times}.`,
      evidence: job !== null && job.linkId === link.linkId ? [job.seq, seq] : [seq],
      details: { status, action: job?.action ?? null, requestId, failures: progress.failures },
      ...(kind.csmsFaults.includes(status) ? { side: "csms" } : {}),
    },
  ];
}

/** Another request id: it speaks of another job than the newest. */
function jobOf({ job }: Progress, requestId: number | null): Job | null {
  if (job === null || requestId === null || job.requestId === null) return job;
  return job.requestId === requestId ? job : null;
}

function parseProgress(saved: Json | undefined): Progress {
  const [job, status, failures] = listOf(saved);
  return {
    job: parseJob(job),
    status: typeof status === "string" ? status : "",
    failures: numberOr(failures, 0),
  };
}

function parseJob(saved: Json | undefined): Job | null {
  const linkId = parseLinkId(textIn(saved, "linkId"));
  const seq = integerIn(saved, "seq");
  if (linkId === null || seq === null) return null;
  return {
    ...{ linkId, seq },
    action: textIn(saved, "action"),
    messageId: textIn(saved, "messageId"),
    atUs: integerIn(saved, "atUs") ?? 0,
    requestId: integerIn(saved, "requestId"),
  };
}
