/**
 * A request head → the CSMS's answer, or why there is none.
 *
 * In: an upstream and the bytes to send. Out: the socket, the answer's head as it came and what
 * followed it; the socket is paused then, so that nothing is lost until someone listens. Promised:
 * the certificate is verified; everything has one time limit; failures are data (`DialFailure`).
 */
import { connect, isIP, type LookupFunction, type Socket, type TcpNetConnectOpts } from "node:net";
import { type ConnectionOptions, type SecureContext, connect as tlsConnect } from "node:tls";
import { problemOf, systemCodeOf } from "../base/errors.ts";
import { limits } from "../base/limits.ts";
import type { Observe } from "../observe/events.ts";
import type { DialFailure } from "../spool/record.ts";
import type { Gone } from "./early-bytes.ts";
import { createHeadCollector, parseResponseHead, type ResponseHead } from "./head.ts";
import { probeWhenSilent } from "./keep-alive.ts";
import { createLentReads, type LentReads } from "./lent-reads.ts";
import type { Upstream } from "./route.ts";
import { errorsAreToldAtClose } from "./socket-errors.ts";
import { contextFailure, type SecureContextOf, type Sessions } from "./upstream-tls.ts";

export type Answered = {
  readonly kind: "answered";
  readonly socket: Socket;
  /** Its chunks may be borrowed; null where they cannot. */
  readonly reads: LentReads | null;
  readonly head: ResponseHead;
  /** Interim answers (1xx) that came before, as they came. */
  readonly interim: Buffer;
  /** What followed the head. */
  readonly rest: Buffer;
};

type Failed = { readonly kind: "failed"; readonly failure: DialFailure };

export type Asked = Answered | Failed;

export type AskDeps = {
  readonly lookup: LookupFunction;
  readonly secureContextOf: SecureContextOf;
  /** Sessions to resume; absent: every handshake is a full one. */
  readonly sessions?: Sessions;
  readonly observe?: Observe;
  readonly dialMs: number;
  readonly keepAliveMs: number;
  /** Absent: the default one. */
  readonly answerHeadBytesMax?: number;
};

/** Ours, beside the system's, in `DialFailure.code`. */
export const TIMED_OUT = "TIMED_OUT";
export const STATION_GONE = "STATION_GONE";

type Stage = "resolve" | "connect" | "tls" | "answer";

export const DOING: Readonly<Record<Stage, string>> = {
  resolve: "resolving its name",
  connect: "connecting",
  tls: "the TLS handshake",
  answer: "waiting for its answer",
};

const RESOLVING = "getaddrinfo";

const NOTHING = Buffer.alloc(0);

/** Gives up when the station has gone. */
export async function askCsms(question: Question, gone: Gone, deps: AskDeps): Promise<Asked> {
  const way = await wayTo(question, deps);
  return way.kind === "failed" ? way : ask(question, way, { gone, deps });
}

type Question = DialTarget & { readonly head: Buffer };

function ask(
  { upstream, head }: Question,
  way: Way,
  { gone, deps }: { readonly gone: Gone; readonly deps: AskDeps },
): Promise<Asked> {
  const { promise, resolve } = Promise.withResolvers<Asked>();
  const { socket, reads } = openSocket(upstream, way, deps);
  socket.on("error", errorsAreToldAtClose);
  const stage = followStage(socket, upstream, () => socket.write(head));
  const read = createAnswerReader(deps.answerHeadBytesMax);

  const settle = (answer: AnswerRead | Asked) => {
    clearTimeout(timer);
    gone.listen(null);
    stage.stop();
    socket.off("data", onData).off("end", onEnd).off("close", onClose);
    if (answer.kind === "failed") {
      socket.destroy();
      resolve(answer);
    } else {
      socket.pause();
      resolve({ ...answer, socket, reads });
    }
  };
  const onData = (chunk: Buffer) => {
    const answer = read(chunk);
    if (answer !== null) settle(answer);
  };
  const onEnd = () => settle(failed("answer", "ANSWER_MISSING", "it closed without an answer"));
  const onClose = () => {
    if (socket.errored === null) onEnd();
    else settle({ kind: "failed", failure: failureOf(socket.errored, stage.now()) });
  };
  const onGone = () => {
    const problem = `the station went away during ${DOING[stage.now()]}`;
    settle(failed("answer", STATION_GONE, problem));
  };
  const timer = setTimeout(() => {
    const problem = `no answer within ${deps.dialMs} ms: ${DOING[stage.now()]} did not end`;
    settle(failed("timeout", TIMED_OUT, problem));
  }, deps.dialMs);

  gone.listen(onGone);
  socket.on("data", onData).on("end", onEnd).on("close", onClose);
  if (gone.is()) onGone();
  return promise;
}

type AnswerRead = Omit<Answered, "socket" | "reads"> | Failed;

/** Null until there is a whole head that is not an interim one. */
export function createAnswerReader(
  headBytesMax: number = limits.responseHeadBytesMax,
): (chunk: Buffer) => AnswerRead | null {
  let interim: Buffer = NOTHING;
  let collect = createHeadCollector(headBytesMax);
  const read = (chunk: Buffer): AnswerRead | null => {
    const progress = collect(chunk);
    if (progress.kind === "incomplete") return null;
    if (progress.kind === "too-large") {
      const problem = `its answer's head is larger than ${headBytesMax} bytes`;
      return failed("answer", "ANSWER_TOO_LARGE", problem);
    }
    const head = parseResponseHead(progress.head);
    if (head === null) return failed("answer", "ANSWER_INVALID", "its answer is not HTTP");
    if (!isInterim(head.status)) return { kind: "answered", head, interim, rest: progress.rest };
    interim = Buffer.concat([interim, progress.head]);
    collect = createHeadCollector(headBytesMax - interim.length);
    return progress.rest.length === 0 ? null : read(progress.rest);
  };
  return read;
}

function isInterim(status: number): boolean {
  return status >= 100 && status < 200 && status !== 101;
}

/** Sends as soon as it may, and knows what the socket is waiting for. */
export function followStage(socket: Socket, upstream: Upstream, send: () => void) {
  let stage: Stage = isIP(upstream.host) === 0 ? "resolve" : "connect";
  const onLookup = () => {
    stage = "connect";
  };
  const onConnect = () => {
    stage = upstream.isTls ? "tls" : "answer";
    if (!upstream.isTls) send();
  };
  const onSecure = () => {
    stage = "answer";
    send();
  };
  socket.on("lookup", onLookup).on("connect", onConnect).on("secureConnect", onSecure);
  return {
    now: () => stage,
    stop() {
      socket.off("lookup", onLookup).off("connect", onConnect).off("secureConnect", onSecure);
    },
  };
}

type OpenedSocket = Pick<Answered, "socket" | "reads">;

export type DialTarget = { readonly upstream: Upstream; readonly stationId: string };

/** What it takes to dial; `secureContext` null without TLS. */
export type Way = { readonly kind: "way"; readonly secureContext: SecureContext | null };

/** Files of a station's own certificate are read for each dial. */
export async function wayTo(
  { upstream, stationId }: DialTarget,
  { secureContextOf }: Pick<AskDeps, "secureContextOf">,
): Promise<Way | Failed> {
  if (!upstream.isTls) return { kind: "way", secureContext: null };
  try {
    return { kind: "way", secureContext: await secureContextOf(upstream, stationId) };
  } catch (thrown) {
    return { kind: "failed", failure: contextFailure(thrown) };
  }
}

export function openSocket(upstream: Upstream, way: Way, deps: AskDeps): OpenedSocket {
  const { host, port } = upstream;
  // Half-open on this side too, or what the station sends after the CSMS's FIN is lost.
  const options = { host, port, lookup: deps.lookup, allowHalfOpen: true };
  const { secureContext } = way;
  const opened =
    secureContext === null
      ? openPlainSocket(options)
      : openTlsSocket({ ...options, secureContext }, deps);
  opened.socket.setNoDelay(true);
  probeWhenSilent(opened.socket, deps.keepAliveMs);
  return opened;
}

type TlsWay = ConnectionOptions & {
  readonly host: string;
  readonly port: number;
  readonly secureContext: SecureContext;
};

function openTlsSocket(options: TlsWay, { sessions, observe }: AskDeps): OpenedSocket {
  const { host, port, secureContext } = options;
  const servername = isIP(host) === 0 ? host : "";
  const name = `${host}:${port}`;
  const session = sessions?.get(secureContext, name);
  const socket = tlsConnect({
    ...{ ...options, servername, ALPNProtocols: ["http/1.1"] },
    ...(session !== undefined && { session }),
  });
  socket.once("secureConnect", () => {
    const [version, isResumed] = [socket.getProtocol() ?? "", socket.isSessionReused()];
    observe?.({ name: "tlsShook", leg: "csms", version, isResumed });
  });
  socket.on("session", (made: Buffer) => sessions?.set(secureContext, name, made));
  return { socket, reads: null };
}

function openPlainSocket(options: TcpNetConnectOpts): OpenedSocket {
  const reads = createLentReads((chunk) => socket.emit("data", chunk));
  const socket: Socket = connect({ ...options, onread: reads.onread });
  return { socket, reads };
}

export function failureOf(error: Error, stage: Stage): DialFailure {
  // Where a name has several addresses and none could be reached, the first failure stands for all.
  const first: unknown = error instanceof AggregateError ? error.errors[0] : error;
  const code = systemCodeOf(first) ?? systemCodeOf(error) ?? "FAILED";
  const isResolving = first instanceof Error && "syscall" in first && first.syscall === RESOLVING;
  return { stage: isResolving ? "resolve" : stage, code, problem: problemOf(first ?? error) };
}

function failed(stage: DialFailure["stage"], code: string, problem: string): Failed {
  return { kind: "failed", failure: { stage, code, problem } };
}
