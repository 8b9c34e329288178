/**
 * A WebSocket of our own to a CSMS. In: where, as whom, and what is to be spoken. Out: an open and
 * paused WebSocket, the CSMS's refusal, or why there was no answer. Promised: the certificate is
 * verified; everything has one time limit; a CSMS that selects another subprotocol, or none, is
 * not talked to (OCPP 2.0.1 part 4 §3.1.2).
 */
import type { IncomingMessage } from "node:http";
import type { Socket } from "node:net";
import { WebSocket } from "ws";
import { problemOf } from "../base/errors.ts";
import { limits } from "../base/limits.ts";
import type { DialFailure, Headers } from "../spool/record.ts";
import {
  type AskDeps,
  DOING,
  failureOf,
  followStage,
  openSocket,
  STATION_GONE,
  TIMED_OUT,
  type Way,
  wayTo,
} from "./dial.ts";
import type { Gone } from "./early-bytes.ts";
import { bodyExcerpt } from "./refusal.ts";
import { type Upstream, upstreamUrl } from "./route.ts";
import { errorsAreToldAtClose } from "./socket-errors.ts";

export type CsmsRequest = {
  readonly upstream: Upstream;
  readonly stationId: string;
  readonly target: string;
  /** Value of the header, byte for byte; null for none. */
  readonly authorization: string | null;
  readonly subprotocol: string;
  /** What it may say at a time; absent: as much as a CSMS. Unit: bytes. */
  readonly messageBytesMax?: number;
};

export type CsmsAnswer =
  | {
      readonly kind: "open";
      readonly webSocket: WebSocket;
      readonly socket: Socket;
      readonly headers: Headers;
    }
  | {
      readonly kind: "refused";
      readonly status: number;
      readonly reason: string;
      readonly headers: Headers;
      /** Its beginning. */
      readonly body: string;
    }
  | { readonly kind: "failed"; readonly failure: DialFailure };

/** What we send, as it is recorded. */
export function headersOf({ upstream, authorization, subprotocol }: CsmsRequest): Headers {
  return [
    ["Host", upstream.hostHeader],
    ...(authorization === null ? [] : [["Authorization", authorization] as const]),
    ["Sec-WebSocket-Protocol", subprotocol],
  ];
}

/** Gives up when the station has gone; `gone` is null where nobody waits. */
export async function dialCsms(
  request: CsmsRequest,
  gone: Gone | null,
  deps: AskDeps,
): Promise<CsmsAnswer> {
  const way = await wayTo(request, deps);
  return way.kind === "failed" ? way : dial(request, way, { gone, deps });
}

function dial(
  request: CsmsRequest,
  way: Way,
  { gone, deps }: { readonly gone: Gone | null; readonly deps: AskDeps },
): Promise<CsmsAnswer> {
  const { upstream, subprotocol } = request;
  const { promise, resolve } = Promise.withResolvers<CsmsAnswer>();
  const { socket } = openSocket(upstream, way, deps);
  socket.on("error", errorsAreToldAtClose);
  const stage = followStage(socket, upstream, () => undefined);
  const webSocket = openWebSocket(request, socket);
  if (webSocket instanceof Error) {
    socket.destroy();
    const failure = {
      stage: "answer",
      code: "REQUEST_INVALID",
      problem: webSocket.message,
    } as const;
    return Promise.resolve({ kind: "failed", failure });
  }
  let headers: Headers = [];
  let isSettled = false;

  const settle = (answer: CsmsAnswer) => {
    if (isSettled) return;
    isSettled = true;
    clearTimeout(timer);
    gone?.listen(null);
    stage.stop();
    if (answer.kind === "open") webSocket.pause();
    else {
      webSocket.terminate();
      socket.destroy();
    }
    resolve(answer);
  };
  const fail = (at: DialFailure["stage"], code: string, problem: string) =>
    settle({ kind: "failed", failure: { stage: at, code, problem } });
  const onGone = () => {
    fail("answer", STATION_GONE, `the station went away during ${DOING[stage.now()]}`);
  };
  const timer = setTimeout(() => {
    const problem = `no answer within ${deps.dialMs} ms: ${DOING[stage.now()]} did not end`;
    fail("timeout", TIMED_OUT, problem);
  }, deps.dialMs);

  webSocket.on("upgrade", (answer) => {
    headers = pairsOf(answer.rawHeaders);
    const selected = answer.headers["sec-websocket-protocol"];
    if (selected === subprotocol) return;
    const what = selected === undefined ? "selected no subprotocol" : `selected "${selected}"`;
    fail("answer", "SUBPROTOCOL", `it ${what} where ${subprotocol} was offered`);
  });
  webSocket.on("unexpected-response", (_, answer) => {
    void excerptOf(answer).then((body) => {
      const { statusCode: status = 0, statusMessage: reason = "" } = answer;
      settle({ kind: "refused", status, reason, headers: pairsOf(answer.rawHeaders), body });
    });
  });
  webSocket.on("open", () => settle({ kind: "open", webSocket, socket, headers }));
  webSocket.on("error", (error) => {
    settle({ kind: "failed", failure: failureOf(error, stage.now()) });
  });
  gone?.listen(onGone);
  if (gone?.is() === true) onGone();
  return promise;
}

/** An error where what the station or the CSMS gave cannot be part of a request. */
function openWebSocket(
  { upstream, target, authorization, subprotocol, messageBytesMax }: CsmsRequest,
  socket: Socket,
): WebSocket | Error {
  // Bytes of UTF-8, one character each: a URL would encode them once more.
  const path = target.replace(/[\u0080-\u00ff]/g, (byte) => `%${byte.charCodeAt(0).toString(16)}`);
  const options = {
    createConnection: () => socket,
    ...(authorization !== null && { headers: { Authorization: authorization } }),
    followRedirects: false,
    perMessageDeflate: false,
    // As for the station's leg: see there.
    allowSynchronousEvents: false,
    closeTimeout: limits.linkCloseMsMax,
    maxPayload: messageBytesMax ?? limits.legMessageBytesMax,
  };
  try {
    return new WebSocket(upstreamUrl(upstream, path), [subprotocol], options);
  } catch (thrown) {
    return thrown instanceof Error ? thrown : new Error(problemOf(thrown));
  }
}

/** The first characters of a refusal's body; what does not come in time is left out. */
function excerptOf(answer: IncomingMessage): Promise<string> {
  const { promise, resolve } = Promise.withResolvers<string>();
  const chunks: Buffer[] = [];
  let bytes = 0;
  const finish = () => {
    clearTimeout(timer);
    resolve(bodyExcerpt(Buffer.concat(chunks), false));
  };
  const timer = setTimeout(finish, limits.refusalCloseMsMax);
  answer.on("data", (chunk: Buffer) => {
    if (bytes < limits.refusalExcerptBytes) chunks.push(chunk);
    bytes += chunk.length;
    if (bytes >= limits.refusalExcerptBytes) finish();
  });
  answer.on("end", finish).on("close", finish).on("error", finish);
  return promise;
}

function pairsOf(raw: readonly string[]): Headers {
  const pairs: (readonly [string, string])[] = [];
  for (let at = 0; at + 1 < raw.length; at += 2) pairs.push([raw[at] ?? "", raw[at + 1] ?? ""]);
  return pairs;
}
