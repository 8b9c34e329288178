/**
 * One exchange over plain HTTP → its records: a link of two messages. In: heads and chunks in
 * passing, read and never written. Out: link-opened, the request's body as message 1, the head of
 * the answer, its body as message 2, link-closed.
 *
 * Promised: nothing here can hold up or end the exchange; copies are bounded, each and all
 * together, and what was not copied is told as truncated with its true size.
 */
import type { Clock } from "../base/clock.ts";
import { type LinkId, otherSender, type Sender } from "../base/ids.ts";
import { limits } from "../base/limits.ts";
import type { Observe } from "../observe/events.ts";
import type {
  ClosedHow,
  DialFailure,
  HttpAnswered,
  LinkOpened,
  SpoolWriter,
} from "../spool/record.ts";
import { recordableHeaders } from "./credentials.ts";
import { fieldsFrom, joinedValueOf, type NamedValue } from "./head.ts";
import { msBetween } from "./station-request.ts";

export type HttpRecordDeps = {
  readonly spool: SpoolWriter;
  readonly clock: Clock;
  readonly observe: Observe;
};

/** Bytes of copies that are under way, of all exchanges. */
export type CopyRoom = { bytes: number };

export type HttpRecord = {
  readonly requestChunk: (chunk: Buffer) => void;
  /** All of it has come. */
  readonly requestEnd: () => void;
  readonly answered: (answer: AnswerHead) => void;
  readonly answerChunk: (chunk: Buffer) => void;
  /** Once; what comes later is left alone. */
  readonly end: (how: Ending) => void;
};

export type AnswerHead = Pick<HttpAnswered, "status" | "reason" | "answeredBy"> & {
  readonly fields: readonly NamedValue[];
  readonly failure?: DialFailure;
};

export type Ending = {
  readonly closedBy: Sender | "ocpptap";
  readonly how: ClosedHow;
  readonly error: string;
};

export type HttpOpening = {
  readonly linkId: LinkId;
  readonly opened: Omit<
    LinkOpened,
    "supersedes" | "subprotocol" | "extensions" | "responseHeaders"
  >;
  readonly fields: readonly NamedValue[];
  readonly caller: Sender;
  readonly messageBytesMax: number;
};

export function recordHttp(opening: HttpOpening, room: CopyRoom, deps: HttpRecordDeps): HttpRecord {
  const { linkId, opened, caller, messageBytesMax } = opening;
  const { spool, clock, observe } = deps;
  const openedAtUs = clock.nowUs();
  const bytesMaxOf = (fields: readonly NamedValue[]) =>
    isXml(fields) ? messageBytesMax : Math.min(messageBytesMax, limits.httpOtherBytesMax);
  const asked = createCopy(bytesMaxOf(opening.fields), room);
  let told = createCopy(0, room);
  let answer: AnswerHead | null = null;
  let seq = 0;
  let isOver = false;

  const append = (sender: Sender, copy: Copy, fields: readonly NamedValue[]) => {
    seq += 1;
    spool.append({ ...messageOf(copy, fields), receivedAtUs: clock.nowUs(), linkId, seq, sender });
  };
  const tellRequest = () => {
    if (seq === 0) append(caller, asked, opening.fields);
  };

  spool.append({
    ...{ kind: "link-opened", receivedAtUs: openedAtUs, linkId, seq: 0 },
    body: {
      ...opened,
      ...{ subprotocol: null, extensions: null, responseHeaders: [], supersedes: null },
    },
  });

  return {
    requestChunk: asked.add,
    requestEnd: () => isOver || tellRequest(),
    answered(head) {
      if (isOver || answer !== null) return;
      tellRequest();
      answer = head;
      told = createCopy(bytesMaxOf(head.fields), room);
      const { fields, failure = null, ...facts } = head;
      const body = {
        note: "http-answered" as const,
        ...{ ...facts, failure },
        headers: recordableHeaders(fields),
      };
      spool.append({ kind: "note", receivedAtUs: clock.nowUs(), linkId, seq, body });
    },
    answerChunk: (chunk) => told.add(chunk),
    end(how) {
      if (isOver) return;
      isOver = true;
      tellRequest();
      if (answer !== null && answer.answeredBy !== "ocpptap") {
        append(otherSender(caller), told, answer.fields);
      }
      const atUs = clock.nowUs();
      const of = (mine: number, theirs: number) =>
        caller === "station" ? { station: mine, csms: theirs } : { station: theirs, csms: mine };
      const body = {
        ...{ ...how, code: null, reason: "", lastSeq: seq, idleMs: 0 },
        openMs: msBetween(openedAtUs, atUs),
        messages: of(1, seq - 1),
        bytes: of(asked.bytes(), told.bytes()),
        ...{ pings: of(0, 0), pongs: of(0, 0) },
      };
      spool.append({ kind: "link-closed", receivedAtUs: atUs, linkId, seq, body });
      asked.free();
      told.free();
      const { openMs: ms } = body;
      observe({ name: "httpExchanged", caller, status: answer?.status ?? 0, ms });
    },
  };
}

function messageOf(copy: Copy, fields: readonly NamedValue[]) {
  const { payload, bytes } = copy.take();
  const payloadBytes = Math.max(bytes, declaredBytes(fields));
  return {
    ...{ kind: "message" as const, leg: "both" as const, isFragmented: false },
    opcode: isText(fields) ? (1 as const) : (2 as const),
    isCompressed: codingOf(fields) !== null,
    isTruncated: payload.length < payloadBytes,
    ...{ payloadBytes, wireBytes: bytes, payload },
  };
}

type Copy = {
  readonly add: (chunk: Buffer) => void;
  /** Of all that came, copied or not. */
  readonly bytes: () => number;
  readonly take: () => { readonly payload: Buffer; readonly bytes: number };
  readonly free: () => void;
};

/** Keeps references to chunks of Node's parser, which are written once. */
function createCopy(bytesMax: number, room: CopyRoom): Copy {
  let chunks: Buffer[] = [];
  let kept = 0;
  let bytes = 0;
  const free = () => {
    room.bytes -= kept;
    chunks = [];
    kept = 0;
  };
  return {
    add(chunk) {
      bytes += chunk.length;
      // What comes behind a hole is no copy: it ends where it first had no room.
      if (bytes - chunk.length > kept) return;
      const left = Math.min(bytesMax - kept, limits.httpCopiesBytesMax - room.bytes);
      if (left <= 0) return;
      const part = chunk.length <= left ? chunk : chunk.subarray(0, left);
      kept += part.length;
      room.bytes += part.length;
      chunks.push(part);
      // A hostile peer sends one byte at a time, each in a chunk of its own.
      if (chunks.length >= limits.waitingChunksMax) chunks = [Buffer.concat(chunks)];
    },
    bytes: () => bytes,
    take() {
      const payload = Buffer.concat(chunks);
      free();
      return { payload, bytes };
    },
    free,
  };
}

/** `application/soap+xml`, `text/xml`, `application/xml`. */
function isXml(fields: readonly NamedValue[]): boolean {
  return /^[\w.+-]+\/(?:[\w.-]+\+)?xml\b/i.test(joinedValueOf(fields, "content-type") ?? "");
}

function isText(fields: readonly NamedValue[]): boolean {
  const type = joinedValueOf(fields, "content-type") ?? "";
  return isXml(fields) || /^text\/|json/i.test(type);
}

/** Null where the body is as it is. */
function codingOf(fields: readonly NamedValue[]): string | null {
  const coding = joinedValueOf(fields, "content-encoding")?.trim().toLowerCase() ?? "";
  return coding === "" || coding === "identity" ? null : coding;
}

function declaredBytes(fields: readonly NamedValue[]): number {
  const value = joinedValueOf(fields, "content-length") ?? "";
  return /^\d{1,15}$/.test(value) ? Number(value) : 0;
}

/** As Node gives them. */
export function fieldsOfRaw(raw: readonly string[]): readonly NamedValue[] {
  const pairs: (readonly [string, string])[] = [];
  for (let at = 0; at + 1 < raw.length; at += 2) pairs.push([raw[at] ?? "", raw[at + 1] ?? ""]);
  return fieldsFrom(pairs);
}
