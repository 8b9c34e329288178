/**
 * A first reading of a trace: what kind it is, whose log it is, and a fingerprint of its bytes, so
 * that the same file makes the same links again.
 */
import { createHash } from "node:crypto";
import type { Sender } from "../base/ids.ts";
import { limits } from "../base/limits.ts";
import { linesOf } from "../check/lines.ts";
import type { TraceRecord } from "../check/trace-fields.ts";
import { createTraceReader, type TraceFormat } from "../check/trace-reader.ts";
import { parseMessage } from "../exchange/parse.ts";
import { sendersOfAction, versionsOfAction } from "../ocpp/actions.ts";

export type Survey = {
  /** Null: there is nothing in it. */
  readonly format: TraceFormat | null;
  /** Whose log it is, as its messages show. */
  readonly view: Sender;
  /** SHA-256 of the bytes, hexadecimal. */
  readonly fingerprint: string;
  readonly bytes: number;
};

/** `open` gives the bytes from the beginning. */
export async function surveyTrace(
  open: () => AsyncIterable<Buffer>,
  given: TraceFormat | null,
): Promise<Survey> {
  const hash = createHash("sha256");
  const reader = createTraceReader({ format: given, view: "csms" });
  let bytes = 0;
  let votes = 0;
  let ballots = 0;
  async function* hashed(): AsyncGenerator<Buffer> {
    for await (const chunk of open()) {
      hash.update(chunk);
      bytes += chunk.length;
      yield chunk;
    }
  }
  for await (const line of linesOf(hashed())) {
    if (line.bytes === null || ballots >= limits.importVotesMax) continue;
    const record = reader.read(line.bytes);
    if (record === null || "problem" in record || !record.isRelative) continue;
    const vote = voteOf(record);
    votes += vote;
    if (vote !== 0) ballots += 1;
  }
  return {
    format: reader.format(),
    view: votes < 0 ? "station" : "csms",
    fingerprint: hash.digest("hex"),
    bytes,
  };
}

/** 1: what it calls incoming is the station's, as a CSMS sees it; -1: it is not; 0: no telling. */
function voteOf({ payload, payloadBytes, isTruncated, sender }: TraceRecord): -1 | 0 | 1 {
  const framing = { opcode: 1, isTruncated, payloadBytes, version: null } as const;
  const message = parseMessage(payload, framing);
  if (message.type !== "call") return 0;
  const senders = new Set(
    versionsOfAction(message.action).flatMap((version) => [
      ...(sendersOfAction(version, message.action) ?? []),
    ]),
  );
  const [only, ...more] = senders;
  if (only === undefined || more.length > 0) return 0;
  return only === sender ? 1 : -1;
}
