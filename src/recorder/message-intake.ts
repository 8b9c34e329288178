/** One message record → its row: parsed, paired, inspected, published, put into the batch. */

import { crc32 } from "node:zlib";
import { isStationsOwn } from "../base/ids.ts";
import { limits } from "../base/limits.ts";
import type { CallRef } from "../exchange/calls.ts";
import type { Json, OcppMessage } from "../exchange/message.ts";
import { type PairOutcome, requestOf } from "../exchange/pair.ts";
import { type Framing, parseMessage } from "../exchange/parse.ts";
import type { MessageHappening } from "../findings/happening.ts";
import type { Finding } from "../findings/rule.ts";
import { inferVersion } from "../ocpp/infer.ts";
import { inherit, nothingPromoted, type Promoted, promote } from "../ocpp/promote.ts";
import type { MessageRecord, MessageRef } from "../spool/record.ts";
import { noteHole } from "./gap-intake.ts";
import { hideSecrets } from "./hide.ts";
import { readHttp } from "./http-intake.ts";
import { type IntakeState, mayBeOlder, raise } from "./intake-state.ts";
import { countMessage, type LinkState } from "./link-state.ts";
import { cut, messageRowOf, payloadOf } from "./message-row.ts";
import { takeOrigin } from "./origins.ts";
import { arrive } from "./seqs.ts";
import { takeTransactions } from "./transaction-intake.ts";

const noOutcomes: readonly PairOutcome[] = [];
const noRules: readonly string[] = [];

export function takeMessage(state: IntakeState, received: MessageRecord): void {
  const link = linkOf(state, received);
  const { lastSeq } = link.seqs;
  if (!arrive(link.seqs, received.seq)) return;
  const { redact } = state.deps;
  const hidden = link.http === null ? hideSecrets(received, redact) : undefined;
  const record = hidden?.record ?? received;
  if (record.seq > lastSeq + 1) noteHole(state, link, record.receivedAtUs);
  countMessage(link, record);
  const from = takeOrigin(link, record.seq);
  const read = link.http === null ? null : readHttp(link, { http: link.http, record, redact });
  const text = read === null ? (hidden?.text ?? null) : read.text;
  const message = read?.message ?? parseMessage(record.payload, framingOf(record, link), text);
  learn(state, link, { record, message });
  const own = promoteOf(link, message);
  const outcomes = pair(state, record, { message, own });
  const request = requestOf(outcomes);
  const call = request?.call ?? null;
  const findings = inspect(state, link, { record, message, call, outcomes, from });
  const interpretation = {
    text,
    message,
    request,
    action: actionOf(message) ?? call?.action ?? "",
    promoted: call === null ? own : inherit(responseFields(link, message, call), call.context),
    findings: findings.length === 0 ? noRules : [...new Set(findings.map(({ rule }) => rule))],
    from,
    redactions: (read ?? hidden)?.redactions ?? noRules,
    ...(read !== null && { payloadBytes: read.payloadBytes }),
  };
  const row = messageRowOf(record, link, interpretation);
  state.deps.publish(row, findings);
  state.batch.addMessage(row, read === null ? payloadOf(row, record) : undefined);
}

/** After a bug of ours: the message is evidence and gets its row all the same, uninterpreted. */
export function takeRaw(state: IntakeState, received: MessageRecord): void {
  const { record, text, redactions = noRules } = hideSecrets(received, state.deps.redact);
  const message: OcppMessage = {
    type: "malformed",
    reason: "frame",
    problem: "not interpreted",
    ...{ offset: null, messageType: null, messageId: null, action: null, errorCode: null },
  };
  const link = state.book.linkFor(record.linkId, record.receivedAtUs);
  const nothing = { action: "", request: null, promoted: nothingPromoted, findings: noRules };
  const from = takeOrigin(link, record.seq);
  const interpretation = { text, message, from, redactions, ...nothing };
  state.batch.addMessage(messageRowOf(record, link, interpretation));
}

/** A link older than this recorder begins with whatever number comes first. */
function linkOf(state: IntakeState, record: MessageRecord): LinkState {
  const { linkId, receivedAtUs, seq } = record;
  const isNew = state.book.find(linkId) === null;
  const link = state.book.linkFor(linkId, receivedAtUs);
  if (isNew && mayBeOlder(state, link.instance)) link.priorSeq = seq - 1;
  if (link.opened === null) link.leg = record.leg;
  return link;
}

function learn(
  state: IntakeState,
  link: LinkState,
  { record, message }: { readonly record: MessageRecord; readonly message: OcppMessage },
): void {
  if (message.type !== "call") return;
  const { action, callPayload } = message;
  if (link.http === null) link.version ??= inferVersion(action, callPayload);
  if (record.sender === "csms") {
    link.lastCall = { action: cut(action), seq: record.seq, atUs: record.receivedAtUs };
  } else if (action === "BootNotification") {
    link.bootAtUs = record.receivedAtUs;
    // What ocpptap says of the station elsewhere may be cut to what that version allows.
    if (isStationsOwn(link.leg)) state.identities.learn(link.stationId, callPayload);
  }
}

function promoteOf(link: LinkState, message: OcppMessage): Promoted {
  return message.type === "call" || message.type === "send"
    ? promote(link.version, message.action, message.callPayload)
    : nothingPromoted;
}

function framingOf({ opcode, isTruncated, payloadBytes }: MessageRecord, link: LinkState): Framing {
  return { opcode, isTruncated, payloadBytes, version: link.negotiated };
}

/** A result's fields can be told only once its call's action is known. */
function responseFields(link: LinkState, message: OcppMessage, call: CallRef): Promoted {
  return message.type === "callResult"
    ? promote(link.version, call.action, message.callPayload)
    : nothingPromoted;
}

function actionOf(message: OcppMessage): string | null {
  return "action" in message ? message.action : null;
}

function pair(
  state: IntakeState,
  record: MessageRecord,
  { message, own }: { readonly message: OcppMessage; readonly own: Promoted },
): readonly PairOutcome[] {
  const isMalformed = message.type === "malformed";
  const { messageId } = message;
  if (messageId === null) return noOutcomes;
  const { linkId, leg, sender, seq, receivedAtUs: atUs } = record;
  // A copy cut short by us is a good message all the same.
  const isBroken = isMalformed && message.reason !== "truncated";
  switch (isMalformed ? message.messageType : message.type) {
    case "call": {
      return state.pairing.step({
        kind: "call",
        linkId,
        leg,
        sender,
        seq,
        atUs,
        messageId,
        action: actionOf(message) ?? "",
        context: own,
        isMalformed: isBroken,
        payload: payloadToRemember(record, message),
        fingerprint: fingerprintOf(record),
      });
    }
    case "callResult":
    case "callError":
      return state.pairing.step({ kind: "response", linkId, leg, sender, seq, atUs, messageId });
    case "callResultError":
      return state.pairing.step({
        kind: "result-error",
        linkId,
        leg,
        sender,
        seq,
        atUs,
        messageId,
      });
    case "send":
    case null:
      return noOutcomes;
  }
}

/** The checksum, and above it the length, as far as it fits into an integer. */
function fingerprintOf({ payload, payloadBytes }: MessageRecord): number {
  return crc32(payload) + 2 ** 32 * Math.min(payloadBytes, 2 ** 20);
}

function payloadToRemember(record: MessageRecord, message: OcppMessage): Json | null {
  const isLong = record.payloadBytes > limits.rememberedCallBytesMax;
  return isLong || message.type !== "call" ? null : message.callPayload;
}

/** What is said for the CSMS is made of something that the CSMS said on its leg. */
function isOwn({ leg, sender, linkId }: MessageRecord, from: MessageRef | null): boolean {
  return leg === "station" && sender === "csms" && (from === null || from.linkId === linkId);
}

function inspect(
  state: IntakeState,
  link: LinkState,
  seen: {
    readonly record: MessageRecord;
    readonly message: OcppMessage;
    readonly call: CallRef | null;
    readonly outcomes: readonly PairOutcome[];
    readonly from: MessageRef | null;
  },
): readonly Finding[] {
  const { record, message } = seen;
  const { seq, sender, leg, receivedAtUs: atUs } = record;
  const happening: MessageHappening = {
    kind: "message",
    atUs,
    seq,
    sender,
    leg,
    record,
    message,
    request: seen.call,
    ...(isOwn(record, seen.from) ? { isOwn: true } : {}),
  };
  let findings = raise(state, happening, link);
  for (const outcome of seen.outcomes) {
    const more = raise(state, { kind: "exchange", atUs, outcome, cause: happening }, link);
    if (more.length > 0) findings = [...findings, ...more];
  }
  return takeTransactions(state, link, { happening, findings });
}
