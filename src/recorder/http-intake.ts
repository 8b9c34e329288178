/**
 * Records of exchanges over plain HTTP → what they mean: who the station is, which call it was, how
 * it was answered. In: the messages of a link with `http`. Out: the same views that OCPP-J has.
 *
 * Only here XML is read: in the recorder, bounded, after the exchange has long been relayed.
 */
import { gunzipSync, inflateSync } from "node:zlib";
import { parseStationId } from "../base/ids.ts";
import { limits } from "../base/limits.ts";
import { decodeText } from "../exchange/decode.ts";
import type { OcppMessage } from "../exchange/message.ts";
import type { Redact } from "../exchange/redact.ts";
import { readSoap, type SoapMessage } from "../exchange/soap.ts";
import type { Headers, HttpAnswered, MessageRecord } from "../spool/record.ts";
import { type HttpExchange, headerOf, isXml } from "./http-exchange.ts";
import { maskHeaders } from "./link-rows.ts";
import type { LinkState } from "./link-state.ts";
import { textOf } from "./message-row.ts";

function setStation(link: LinkState, identity: string): void {
  link.stationId = parseStationId(identity.slice(0, limits.columnCharsMax));
  if (link.opened === null) return;
  link.opened = { ...link.opened, stationId: link.stationId };
  link.isOpenedSaved = false;
}

export function noteAnswer(link: LinkState, note: HttpAnswered): void {
  if (link.http === null) return;
  const { status, reason, headers, answeredBy } = note;
  link.http.answer = { status, reason, headers, answeredBy };
  if (link.opened === null) return;
  const details: unknown = JSON.parse(link.opened.details);
  const answered = { responseHeaders: maskHeaders(headers), reason, failure: note.failure };
  link.opened = {
    ...link.opened,
    status,
    details: JSON.stringify({ ...Object(details), ...answered }),
  };
  link.isOpenedSaved = false;
}

export type HttpReading = {
  readonly text: string | null;
  readonly message: OcppMessage;
  readonly payloadBytes: number;
  readonly redactions: readonly string[];
};

type HttpSeen = {
  readonly http: HttpExchange;
  readonly record: MessageRecord;
  readonly redact: Redact | undefined;
};

/** Learns of the link what the message tells. */
export function readHttp(link: LinkState, { http, record, redact }: HttpSeen): HttpReading {
  const isAnswer = record.sender !== http.caller;
  const headers = isAnswer ? (http.answer?.headers ?? []) : http.requestHeaders;
  const { text: received, payloadBytes } = bodyOf(record, headers);
  const hidden = received === null ? null : (redact?.(received) ?? null);
  const text = hidden?.text ?? received;
  const redactions = hidden?.redactions ?? [];
  const isRead = text !== null && !record.isTruncated && text !== "";
  const isMeant = isXml(headers) || http.transport === "soap";
  const soap = isRead && (isMeant || text.trimStart().startsWith("<")) ? readSoap(text) : null;
  if (soap?.kind === "soap") learn(link, http, soap, isAnswer);
  const status = http.answer?.status ?? 0;
  const isError = isAnswer && status >= 400;
  if (soap?.kind === "unreadable" && isMeant && !isError) {
    return { text, payloadBytes, redactions, message: unreadable(soap.problem, isAnswer) };
  }
  const envelope = soap?.kind === "soap" ? soap : null;
  return {
    ...{ text, payloadBytes, redactions },
    message: isAnswer ? answerOf(http, envelope, status) : callOf(http, envelope),
  };
}

function learn(link: LinkState, http: HttpExchange, soap: SoapMessage, isAnswer: boolean): void {
  http.transport = "soap";
  http.version ||= soap.version ?? "";
  if (!isAnswer) http.messageId = soap.messageId.slice(0, limits.columnCharsMax);
  // The words of 1.6 mean the same on either wire; those of 1.2 and 1.5 have no tables here.
  if (soap.version === "1.6") link.version = "1.6";
  link.transport = "soap";
  link.isIdentified = soap.identity !== "";
  if (soap.identity !== "" && !isAnswer) setStation(link, soap.identity);
}

function callOf(http: HttpExchange, soap: SoapMessage | null): OcppMessage {
  if (soap === null) {
    return { type: "call", messageId: "", action: methodOf(http), callPayload: {} };
  }
  const { action, payload } = soap;
  return { type: "call", messageId: http.messageId, action, callPayload: payload };
}

/** It answers the one call of its link, whatever id it says. */
function answerOf(http: HttpExchange, soap: SoapMessage | null, status: number): OcppMessage {
  const { messageId } = http;
  if (soap !== null && soap.fault !== null) {
    const { code, reason } = soap.fault;
    const errorDescription = reason.slice(0, limits.soapTextCharsMax);
    return { type: "callError", messageId, errorCode: code, errorDescription, errorDetails: {} };
  }
  if (status >= 400) {
    const errorDescription = http.answer?.reason ?? "";
    const errorCode = `HTTP-${status}`;
    return { type: "callError", messageId, errorCode, errorDescription, errorDetails: {} };
  }
  return { type: "callResult", messageId, callPayload: soap?.payload ?? {} };
}

function unreadable(problem: string, isAnswer: boolean): OcppMessage {
  return {
    ...{ type: "malformed", reason: "frame", problem, offset: null },
    messageType: isAnswer ? "callResult" : "call",
    ...{ messageId: "", action: null, errorCode: null },
  };
}

function methodOf({ method }: HttpExchange): string {
  return method.slice(0, limits.columnCharsMax);
}

/** What a coding made of it is undone, bounded; what cannot be undone stays as it came. */
function bodyOf(record: MessageRecord, headers: Headers) {
  const coding = headerOf(headers, "content-encoding").trim().toLowerCase();
  const decoded = record.isTruncated ? null : decode(record.payload, coding);
  if (decoded === null) return { text: textOf(record), payloadBytes: record.payloadBytes };
  return { text: decodeText(decoded), payloadBytes: decoded.length };
}

function decode(payload: Buffer, coding: string): Buffer | null {
  if (coding !== "gzip" && coding !== "x-gzip" && coding !== "deflate") return null;
  const options = { maxOutputLength: limits.soapInflatedBytesMax };
  try {
    return coding === "deflate" ? inflateSync(payload, options) : gunzipSync(payload, options);
  } catch {
    // A peer's broken or hostile body is no failure of ours: it is shown as it came.
    return null;
  }
}
