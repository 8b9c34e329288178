/**
 * An accepted socket → its request head, or what came instead. Calls back exactly once; for a whole
 * head that is in the same turn as its last byte, so that nothing is lost in between.
 */
import type { Socket } from "node:net";
import { printable } from "../base/printable.ts";
import { redactUrls } from "../config/redact.ts";
import { textOf } from "./credentials.ts";
import { createHeadCollector, parseRequestHead, type RequestHead } from "./head.ts";
import type { Refusal } from "./refusal.ts";

export type HeadOutcome =
  /** `rest` is what came in the same chunk. */
  | { readonly kind: "head"; readonly head: RequestHead; readonly rest: Buffer }
  | {
      readonly kind: "invalid";
      readonly status: Refusal["status"];
      readonly problem: string;
      /** The first line, for the record. */
      readonly firstLine: string;
    }
  /** A TLS handshake at a port without TLS. */
  | { readonly kind: "tls" }
  /** Closed by the station in the middle of its head. */
  | { readonly kind: "gone" }
  /** Not one byte: port scanners and health probes of load balancers do that. */
  | { readonly kind: "silent" };

export type HeadLimits = { readonly bytesMax: number; readonly ms: number };

/** First byte of a TLS record that holds a handshake (RFC 8446 §5.1). */
const TLS_HANDSHAKE = 0x16;

const CITED_CHARS_MAX = 200;

const NOTHING = Buffer.alloc(0);

export function readHead(
  socket: Socket,
  { bytesMax, ms }: HeadLimits,
  done: (outcome: HeadOutcome) => void,
): void {
  const collect = createHeadCollector(bytesMax);
  let first: Buffer = NOTHING;

  const finish = (outcome: HeadOutcome) => {
    clearTimeout(timer);
    socket.off("data", onData).off("end", onEnd).off("close", onClose);
    done(outcome);
  };
  const invalid = (status: Refusal["status"], problem: string) => {
    finish({ kind: "invalid", status, problem, firstLine: firstLineOf(first) });
  };
  const onData = (chunk: Buffer) => {
    if (first.length === 0) first = chunk;
    if (first[0] === TLS_HANDSHAKE) {
      finish({ kind: "tls" });
      return;
    }
    const progress = collect(chunk);
    if (progress.kind === "incomplete") return;
    if (progress.kind === "too-large") {
      invalid(431, `the head of the request is larger than ${bytesMax} bytes`);
      return;
    }
    const head = parseRequestHead(progress.head);
    if (head !== null) finish({ kind: "head", head, rest: progress.rest });
    else invalid(400, `this is not the first line of an HTTP request: ${firstLineOf(first)}`);
  };
  const onEnd = () => {
    if (first.length === 0) finish({ kind: "silent" });
    else invalid(400, "the request ended before its head was complete");
  };
  const onClose = () => finish({ kind: first.length === 0 ? "silent" : "gone" });
  const timer = setTimeout(() => {
    if (first.length === 0) finish({ kind: "silent" });
    else invalid(408, `the head of the request was not complete within ${ms} ms`);
  }, ms);
  socket.on("data", onData).on("end", onEnd).on("close", onClose);
  if (socket.closed) onClose();
}

/** Safe to show: no control characters, no credentials, no more than a line. */
function firstLineOf(bytes: Buffer): string {
  const [line = ""] = bytes
    .toString("latin1")
    .trimStart()
    .split(/[\r\n]/, 1);
  const text = redactUrls(textOf(line)).replace(/(authorization\s*:).*/i, "$1 ***");
  return printable(text.slice(0, CITED_CHARS_MAX));
}
