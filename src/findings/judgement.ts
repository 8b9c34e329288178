/**
 * A message on a link → what its schema says of it; null where there is nothing to judge. Several
 * rules ask about the same message, so the newest answer is kept.
 */
import type { OcppMessage } from "../exchange/message.ts";
import type { SchemaKind } from "../ocpp/schemas.ts";
import { type Subject, type Verdict, validate } from "../ocpp/validator.ts";
import type { LinkFacts, MessageHappening } from "./happening.ts";

export type Judgement = {
  readonly subject: Subject;
  readonly payload: unknown;
  readonly verdict: Verdict;
};

const newest: { message: OcppMessage | null; version: LinkFacts["version"]; is: Judgement | null } =
  { message: null, version: null, is: null };

export function judge(happening: MessageHappening, link: LinkFacts): Judgement | null {
  const { message } = happening;
  if (newest.message !== message || newest.version !== link.version) {
    newest.message = message;
    newest.version = link.version;
    newest.is = judgementOf(happening, link);
  }
  return newest.is;
}

function judgementOf({ message, request }: MessageHappening, link: LinkFacts): Judgement | null {
  const { version } = link;
  if (version === null || !("callPayload" in message)) return null;
  const action = message.type === "callResult" ? request?.action : message.action;
  if (action === undefined || action === "") return null;
  const subject = { version, action, kind: kinds[message.type] };
  const payload = message.callPayload;
  return { subject, payload, verdict: validate(subject, payload) };
}

const kinds = { call: "request", callResult: "response", send: "send" } satisfies Record<
  string,
  SchemaKind
>;
