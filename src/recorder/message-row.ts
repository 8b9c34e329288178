/** One message with everything that was found out about it → its row of `messages`. */
import { limits } from "../base/limits.ts";
import { decodeText } from "../exchange/decode.ts";
import type { OcppMessage } from "../exchange/message.ts";
import type { Promoted } from "../ocpp/promote.ts";
import type { MessageRecord, MessageRef } from "../spool/record.ts";
import type { MessageRow, MessageTypeColumn } from "../store/rows.ts";
import { versionOf } from "./http-exchange.ts";
import type { LinkState } from "./link-state.ts";

export type Interpretation = {
  /** The payload as text; null where it is none. */
  readonly text: string | null;
  readonly message: OcppMessage;
  readonly action: string;
  readonly request: { readonly seq: number; readonly latencyUs: number } | null;
  readonly promoted: Promoted;
  readonly findings: readonly string[];
  /** Where it is not the record's: a coding of HTTP was undone. */
  readonly payloadBytes?: number;
  /** The message of the other leg that it was translated from. */
  readonly from: MessageRef | null;
  /** Absent: nothing was hidden. */
  readonly redactions?: readonly string[];
};

const nothingHidden: readonly string[] = [];

export function messageRowOf(
  record: MessageRecord,
  link: LinkState,
  interpretation: Interpretation,
): MessageRow {
  const { text, message, request, promoted } = interpretation;
  return {
    receivedAtUs: record.receivedAtUs,
    instance: link.instance,
    stationId: link.stationId,
    linkId: record.linkId,
    seq: record.seq,
    sender: record.sender,
    leg: record.leg,
    ocppVersion: versionOf(link),
    messageType: messageTypeOf(message),
    messageId: cut(message.messageId ?? ""),
    action: cut(interpretation.action),
    payload: text ?? record.payload.toString("base64"),
    payloadEncoding: text === null ? "base64" : "utf8",
    payloadBytes: interpretation.payloadBytes ?? record.payloadBytes,
    wireBytes: record.wireBytes,
    isTruncated: record.isTruncated,
    requestSeq: request?.seq ?? null,
    latencyUs: request?.latencyUs ?? null,
    errorCode: "errorCode" in message ? cut(message.errorCode ?? "") : "",
    transactionId: promoted.transactionId,
    connectorId: promoted.connectorId,
    evseId: promoted.evseId,
    idToken: promoted.idToken,
    findings: interpretation.findings,
    fromLinkId: interpretation.from?.linkId ?? null,
    fromSeq: interpretation.from?.seq ?? null,
    transport: link.http?.transport ?? "",
    redactions: interpretation.redactions ?? nothingHidden,
  };
}

/** The bytes of the row's payload, where they are the record's. As many characters: all are ASCII. */
export function payloadOf(row: MessageRow, { payload }: MessageRecord): Buffer | undefined {
  return row.payload.length === payload.length ? payload : undefined;
}

/** A copy cut short by us says nothing against the message. */
function messageTypeOf(message: OcppMessage): MessageTypeColumn {
  return message.type === "malformed" && message.reason === "truncated"
    ? (message.messageType ?? "malformed")
    : message.type;
}

/** A truncated copy may end inside a character; up to three bytes are left out to keep it text. */
export function textOf(record: MessageRecord): string | null {
  const { payload } = record;
  const whole = decodeText(payload);
  if (whole !== null || !record.isTruncated) return whole;
  for (let left = 1; left <= 3; left += 1) {
    const text = decodeText(payload.subarray(0, Math.max(0, payload.length - left)));
    if (text !== null) return text;
  }
  return null;
}

/** To what a column holds. */
export function cut(text: string): string {
  return text.length <= limits.columnCharsMax ? text : text.slice(0, limits.columnCharsMax);
}
