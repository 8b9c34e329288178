/**
 * A recorded message of a station → what of it can be said again, or why it cannot. Pure. What was
 * cut or hidden as it was recorded is not made up: the CSMS would answer something else, and the
 * comparison would tell of a difference that is not there.
 */
import type { Call, OcppMessage, Send } from "../../exchange/message.ts";
import { parseMessage } from "../../exchange/parse.ts";
import type { OcppVersion } from "../../ocpp/versions.ts";
import type { LeftOutReason } from "./account.ts";
import type { RecordedMessage } from "./recorded.ts";
import { transactionsIn, withTimes, withTransactions } from "./rewrite.ts";
import type { Timeline } from "./timeline.ts";
import type { TransactionIds } from "./transaction-ids.ts";

export type Playable = (Call | Send) & { readonly version: OcppVersion };

export type Rewriting = {
  readonly ids: TransactionIds;
  /** Null: times stay as they were recorded. */
  readonly timeline: Timeline | null;
  readonly playsHidden: boolean;
};

export type Reading =
  | { readonly kind: "call"; readonly call: Playable }
  | { readonly kind: "leftOut"; readonly reason: LeftOutReason; readonly action: string }
  /** An answer of the station, or nothing that counts as a call. */
  | { readonly kind: "other" };

/** `linkVersion`: where the message does not say itself. */
export function readCall(
  recorded: RecordedMessage,
  linkVersion: OcppVersion | null,
  { playsHidden }: Pick<Rewriting, "playsHidden">,
): Reading {
  const { action, text, redactions } = recorded;
  const version = recorded.version ?? linkVersion;
  const leftOut = (reason: LeftOutReason): Reading => ({ kind: "leftOut", reason, action });
  // An answer that is cut names its call; a call that is cut names no request.
  if (text === null) return recorded.requestSeq === null ? leftOut("cut") : { kind: "other" };
  const message = messageOf(text, version);
  if (message.type === "malformed") {
    const isCall = message.messageType === null || message.messageType === "call";
    return isCall ? leftOut("malformed") : { kind: "other" };
  }
  if (message.type !== "call" && message.type !== "send") return { kind: "other" };
  if (redactions.length > 0 && !playsHidden) return leftOut("hidden");
  if (version === null) return leftOut("unknownVersion");
  return { kind: "call", call: { ...message, version } };
}

/** Null: it is about a transaction that the CSMS knows nothing of. */
export function rewrittenCall(call: Playable, { ids, timeline }: Rewriting): Playable | null {
  const { version, action, callPayload } = call;
  if (transactionsIn(callPayload).some((id) => ids.played(id) === null)) return null;
  const named = withTransactions(callPayload, (id) => ids.played(id) ?? id);
  if (timeline === null) return { ...call, callPayload: named };
  const message = { version, action, kind: "request" } as const;
  return { ...call, callPayload: withTimes(named, message, timeline.retold) };
}

export function messageOf(text: string, version: OcppVersion | null): OcppMessage {
  const payload = Buffer.from(text);
  const framing = { opcode: 1, isTruncated: false, payloadBytes: payload.length } as const;
  return parseMessage(payload, { ...framing, version }, text);
}
