/**
 * Exchanges → spans: one for each answered call, as both messages passed here. In: message rows.
 * Out: spans of a sample of them, and of all that ended with an error. Promised: ids follow from
 * link and number, so that what is read again after a crash is the same span; neither payloads nor
 * tokens are in it; pure.
 */
import { createHash } from "node:crypto";
import { crc32 } from "node:zlib";
import { otherSender } from "../base/ids.ts";
import type { AttributeValue, Span } from "../observe/otlp.ts";
import type { MessageRow } from "../store/rows.ts";

export type SpanOptions = {
  /** Of so many exchanges one is taken; errors always. */
  readonly sampleEvery: number;
  /** Where people reach the console; undefined: nowhere. */
  readonly publicUrl?: string | undefined;
};

/** Null: not an answer with its call, or not in the sample. */
export function spanOf(row: MessageRow, { sampleEvery, publicUrl }: SpanOptions): Span | null {
  const { linkId, requestSeq, latencyUs, messageType } = row;
  if (requestSeq === null || latencyUs === null) return null;
  const isError = messageType === "callError";
  if (!isError && messageType !== "callResult") return null;
  const key = `${linkId}/${requestSeq}`;
  if (!isError && crc32(key) % sampleEvery !== 0) return null;
  // A second answer to the same call is a span of its own in the same trace.
  const id = (text: string, hexDigits: number) =>
    createHash("sha256").update(text).digest("hex").slice(0, hexDigits);
  return {
    traceId: id(key, 32),
    spanId: id(`${key}/${row.seq}`, 16),
    name: row.action === "" ? "unknown" : row.action,
    startUs: row.receivedAtUs - Math.max(0, latencyUs),
    endUs: row.receivedAtUs,
    error: isError ? row.errorCode || "CALLERROR" : null,
    attributes: attributesOf(row, requestSeq, publicUrl),
  };
}

function attributesOf(row: MessageRow, requestSeq: number, publicUrl: string | undefined) {
  const attributes: Record<string, AttributeValue> = {
    "rpc.system": "ocpp",
    "rpc.method": row.action,
    "ocpp.version": row.ocppVersion,
    "ocpp.caller": otherSender(row.sender),
    "ocpp.leg": row.leg,
    "ocpp.station.id": row.stationId,
    "ocpp.message.id": row.messageId,
    "ocpptap.link.id": row.linkId,
    "ocpptap.request.seq": requestSeq,
    "ocpptap.response.seq": row.seq,
    "ocpptap.findings": row.findings.join(","),
  };
  if (row.transactionId !== "") attributes["ocpp.transaction.id"] = row.transactionId;
  if (row.errorCode !== "") attributes["ocpp.error.code"] = row.errorCode;
  if (publicUrl !== undefined) {
    const base = publicUrl.replace(/\/$/, "");
    attributes["ocpptap.url"] = `${base}/messages/${row.linkId}/${requestSeq}`;
  }
  return attributes;
}
