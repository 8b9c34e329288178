/** Why did the last session fail to start? */
import { cut } from "../../findings/wording.ts";
import { meaningOf } from "../../ocpp/reference/enumerations/enumerations.ts";
import type { QueryDeps } from "../reader.ts";
import {
  type Asked,
  answerTo,
  type Fact,
  fieldsOf,
  inBrackets,
  newestFindings,
  newestMessages,
  place,
  refOf,
  type Said,
  textOf,
  token,
  when,
} from "./facts.ts";

const ACTIONS = [
  ...["Authorize", "StartTransaction", "TransactionEvent"],
  ...["RemoteStartTransaction", "RequestStartTransaction"],
];

/** A remote start that came to nothing in so long has failed (1.6 §9.1.3, ConnectionTimeOut). */
const REMOTE_US = 120_000_000;

/** An attempt and what became of it. */
type Outcome = Said & { readonly atUs: number; readonly isStarted: boolean };

export async function startFailed(asked: Asked, deps: QueryDeps): Promise<Said> {
  const [facts, broken] = await Promise.all([
    newestMessages(asked, ACTIONS, deps),
    newestFindings(asked, ["remote-start-not-started"], deps),
  ]);
  const attempts = facts
    .filter((fact) => fact.type === "call")
    .map((call) => outcomeOf(call, facts, asked))
    .filter((outcome) => outcome !== null);
  const [promise] = broken;
  const last = attempts[0];
  if (promise !== undefined && (last === undefined || promise.atUs > last.atUs)) {
    return { verdict: "error", answer: promise.sentence, evidence: promise.evidence };
  }
  if (last !== undefined) return last;
  const answer =
    "Unknown: no attempt to start a session is in the record of the last 30 days, neither with a card nor from the CSMS.";
  return { verdict: "unknown", answer, evidence: [] };
}

/** Null: it is no attempt, or tells nothing by itself. */
function outcomeOf(call: Fact, facts: readonly Fact[], asked: Asked): Outcome | null {
  const answer = answerTo(call, facts);
  switch (call.action) {
    case "Authorize":
      return authorized(call, answer, asked);
    case "StartTransaction":
      return started(call, answer, asked);
    case "TransactionEvent":
      return textOf(call.payload["eventType"]) === "Started" ? started(call, answer, asked) : null;
    default:
      return call.sender === "csms" ? remote(call, answer, { facts, asked }) : null;
  }
}

function authorized(call: Fact, answer: Fact | null, asked: Asked): Outcome | null {
  const status = answer === null ? "" : statusOf(answer);
  // What an accepted token led to is told by the start.
  if (status === "Accepted") return null;
  return unanswered(call, answer, asked) ?? refused(call, answer, { status, asked });
}

function started(call: Fact, answer: Fact | null, asked: Asked): Outcome {
  const status = answer === null ? "" : statusOf(answer);
  const failed = unanswered(call, answer, asked);
  if (failed !== null) return failed;
  // 2.x: no idTokenInfo where there was no token to judge.
  if (status !== "" && status !== "Accepted") return refused(call, answer, { status, asked });
  const text = `The last session did start: ${when(call.atUs, asked.nowUs)}${place(call)}${token(call.idToken)}.`;
  return outcome(call, answer, { verdict: "ok", answer: text, isStarted: true });
}

function refused(
  call: Fact,
  answer: Fact | null,
  { status, asked }: { readonly status: string; readonly asked: Asked },
): Outcome {
  const shown = cut(status) || "no status";
  const meaning = inBrackets(
    meaningOf("AuthorizationStatusEnumType", status) ?? meaningOf("AuthorizationStatus", status),
  );
  const text = `The CSMS refused it: to ${call.action}${token(call.idToken)}${place(call)}, ${when(call.atUs, asked.nowUs)}, it answered ${shown}${meaning}.`;
  return outcome(call, answer, { verdict: "error", answer: text, isStarted: false });
}

function unanswered(call: Fact, answer: Fact | null, asked: Asked): Outcome | null {
  const at = `${call.action}${token(call.idToken)}${place(call)}, ${when(call.atUs, asked.nowUs)}`;
  const asker = call.sender === "csms" ? "The CSMS" : "The station";
  const other = call.sender === "csms" ? "the station" : "the CSMS";
  if (answer === null) {
    const text = `${asker} sent ${at}, and ${other} has not answered.`;
    return outcome(call, null, { verdict: "error", answer: text, isStarted: false });
  }
  if (answer.type === "callResult") return null;
  const text = `${asker} sent ${at}, and ${other} answered with the error ${cut(answer.errorCode)}${inBrackets(meaningOf("ErrorCode", answer.errorCode))}.`;
  return outcome(call, answer, { verdict: "error", answer: text, isStarted: false });
}

function remote(
  call: Fact,
  answer: Fact | null,
  { facts, asked }: { readonly facts: readonly Fact[]; readonly asked: Asked },
): Outcome | null {
  const failed = unanswered(call, answer, asked);
  if (failed !== null || answer === null) return failed;
  const status = textOf(answer.payload["status"]);
  const asking = `The CSMS asked for a start with ${call.action}${token(call.idToken)}${place(call)}, ${when(call.atUs, asked.nowUs)}`;
  if (status !== "Accepted") {
    const text = `${asking}, and the station answered ${cut(status) || "no status"}: it did not want to. A connector that is not free, not plugged in or out of service is the usual cause.`;
    return outcome(call, answer, { verdict: "error", answer: text, isStarted: false });
  }
  const isFollowed = facts.some(
    ({ action, type, atUs }) =>
      (action === "StartTransaction" || action === "TransactionEvent") &&
      type === "call" &&
      atUs > call.atUs,
  );
  if (isFollowed) return null;
  const isWaiting = asked.nowUs - call.atUs < REMOTE_US;
  const text = isWaiting
    ? `${asking}; the station accepted and has some time left to begin: it waits for the vehicle to be plugged in.`
    : `${asking}; the station accepted, but no session began. Most often no vehicle was plugged in within its ConnectionTimeOut.`;
  const verdict = isWaiting ? "unknown" : "error";
  return outcome(call, answer, { verdict, answer: text, isStarted: false });
}

function outcome(
  call: Fact,
  answer: Fact | null,
  said: Pick<Outcome, "verdict" | "answer" | "isStarted">,
): Outcome {
  const evidence = [refOf(call), ...(answer === null ? [] : [refOf(answer)])];
  return { ...said, evidence, atUs: call.atUs };
}

/** 1.6 idTagInfo, 2.x idTokenInfo; "" for none. */
function statusOf({ payload }: Fact): string {
  const info = { ...fieldsOf(payload["idTagInfo"]), ...fieldsOf(payload["idTokenInfo"]) };
  return textOf(info["status"]);
}
