/**
 * Answers other than 101: our own (a status and a sentence a person can act on), and the CSMS's,
 * which reach the station as they came. Both end with the station's socket being closed.
 */
import type { Socket } from "node:net";
import { limits } from "../base/limits.ts";
import type { Answered } from "./dial.ts";
import { joinedValueOf, type ResponseHead, valuesOf } from "./head.ts";

const REASONS = {
  400: "Bad Request",
  401: "Unauthorized",
  403: "Forbidden",
  404: "Not Found",
  408: "Request Timeout",
  429: "Too Many Requests",
  431: "Request Header Fields Too Large",
  502: "Bad Gateway",
  503: "Service Unavailable",
  504: "Gateway Timeout",
} as const;

export type RefusalStatus = keyof typeof REASONS;

export type Refusal = {
  readonly status: RefusalStatus;
  readonly sentence: string;
  /** Beside those that every refusal has. */
  readonly headers?: readonly (readonly [name: string, value: string])[];
};

export type RefusalAnswer = {
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: string;
};

/** Answers for ocpptap and closes. */
export function refuse(station: Socket, refusal: Refusal): RefusalAnswer {
  const body = `${refusal.sentence}\n`;
  const headers = [
    ["Content-Type", "text/plain; charset=utf-8"],
    ["Content-Length", String(Buffer.byteLength(body))],
    ...(refusal.status === 503 ? [["Retry-After", String(limits.retryAfterSeconds)] as const] : []),
    ...(refusal.headers ?? []),
    ["Connection", "close"],
  ] as const;
  const lines = headers.map(([name, value]) => `${name}: ${value}\r\n`).join("");
  station.write(`HTTP/1.1 ${refusal.status} ${REASONS[refusal.status]}\r\n${lines}\r\n${body}`);
  closeAfterAnswer(station);
  return { headers, body };
}

/**
 * Pipes the CSMS's refusal until it ends: by its declared length, by the CSMS closing, by the
 * station going away, by our bounds. Resolves with the first characters of the body.
 */
export function relayRefusal(
  station: Socket,
  { socket: csms, head, interim, rest }: Answered,
  lingerMs: number,
): Promise<string> {
  const { promise, resolve } = Promise.withResolvers<string>();
  const isChunked = /chunked/i.test(joinedValueOf(head.fields, "transfer-encoding") ?? "");
  let left = isChunked ? Number.POSITIVE_INFINITY : declaredLength(head);
  let relayed = 0;
  const excerpt: Buffer[] = [];

  const forward = (chunk: Buffer) => {
    if (relayed < limits.refusalExcerptBytes) {
      excerpt.push(chunk.subarray(0, limits.refusalExcerptBytes - relayed));
    }
    relayed += chunk.length;
    left -= chunk.length;
    if (!station.write(chunk)) csms.pause();
    if (left <= 0 || relayed > limits.refusalBodyBytesMax) finish();
  };
  const onDrain = () => csms.resume();
  const finish = () => {
    clearTimeout(timer);
    csms.off("data", forward).off("end", finish).off("close", finish).destroy();
    station.off("drain", onDrain).off("close", finish);
    closeAfterAnswer(station);
    resolve(bodyExcerpt(Buffer.concat(excerpt), isChunked));
  };
  const timer = setTimeout(finish, lingerMs);

  if (interim.length > 0) station.write(interim);
  station.write(head.bytes);
  station.on("drain", onDrain).on("close", finish);
  csms.on("data", forward).on("end", finish).on("close", finish);
  if (rest.length > 0) forward(rest);
  else if (left <= 0) finish();
  if (csms.readableEnded || csms.closed || station.closed) finish();
  else csms.resume();
  return promise;
}

/**
 * Ends our half; what the station still sends is read and dropped, so that no reset eats the
 * answer.
 */
function closeAfterAnswer(station: Socket): void {
  if (station.closed || station.writableEnded) return;
  const timer = setTimeout(() => station.destroy(), limits.refusalCloseMsMax);
  station.once("close", () => clearTimeout(timer));
  station.resume();
  station.end();
}

/** Infinity where nothing usable is declared: the body then ends with the connection. */
function declaredLength({ status, fields }: ResponseHead): number {
  if (status === 204 || status === 304) return 0;
  const value = valuesOf(fields, "content-length")[0];
  return value !== undefined && /^\d{1,15}$/.test(value) ? Number(value) : Number.POSITIVE_INFINITY;
}

/** First 1,024 characters; of a chunked body without the lines that say how long each chunk is. */
export function bodyExcerpt(bytes: Buffer, isChunked: boolean): string {
  return (isChunked ? withoutChunkSizes(bytes) : bytes).toString("utf8").slice(0, 1024);
}

function withoutChunkSizes(bytes: Buffer): Buffer {
  const chunks: Buffer[] = [];
  let at = 0;
  for (;;) {
    const feed = bytes.indexOf("\n", at);
    const size = feed < 0 ? 0 : Number.parseInt(bytes.toString("latin1", at, feed), 16);
    if (!(size > 0)) return Buffer.concat(chunks);
    chunks.push(bytes.subarray(feed + 1, feed + 1 + size));
    at = feed + 1 + size + 2;
  }
}
