/**
 * Plain HTTP beside the WebSockets: SOAP stations (OCPP-S), uploads, health probes of the CSMS.
 * Streamed to the same upstreams by the same routes, bodies byte for byte, and recorded as an
 * exchange; what it says is the recorder's to read.
 *
 * In: a request whose head was read already. Out: the CSMS's answer, or a sentence. Promised: one
 * request for each socket, so that every head is read by `head-reader.ts` first.
 */
import {
  type ClientRequest,
  createServer,
  Agent as HttpAgent,
  type IncomingMessage,
  type ServerResponse,
} from "node:http";
import { Agent as HttpsAgent } from "node:https";
import type { LookupFunction, Socket } from "node:net";
import type { SecureContext } from "node:tls";
import { createProxyServer } from "http-proxy-3";
import { otherSender, type Sender } from "../base/ids.ts";
import { limits } from "../base/limits.ts";
import type { DialFailure } from "../spool/record.ts";
import { DOING, failureOf, TIMED_OUT } from "./dial.ts";
import { answerHeaders, respell } from "./http-heads.ts";
import { createHold } from "./http-hold.ts";
import {
  type CopyRoom,
  fieldsOfRaw,
  type HttpRecord,
  type HttpRecordDeps,
  recordHttp,
} from "./http-record.ts";
import type { Routed, Upstream } from "./route.ts";
import { errorsAreToldAtClose } from "./socket-errors.ts";
import { describeHandshake, type StationRequest } from "./station-request.ts";
import { contextFailure, type SecureContextOf } from "./upstream-tls.ts";

export type HttpPassage = {
  /** Takes over a socket nobody else listens to; `bytes` come first, and are the request's. */
  readonly take: (asked: StationRequest, bytes: Buffer) => void;
  readonly carry: Carry;
  readonly close: () => void;
};

/** Streams one request to somebody, and their answer back. */
export type Carry = (
  request: IncomingMessage,
  response: ServerResponse,
  way: HttpWay,
  record: HttpRecord,
) => void;

export type HttpWay = {
  /** Scheme and authority. */
  readonly origin: string;
  readonly agent: HttpAgent;
  /** Whom the request is from. */
  readonly caller: Sender;
  /** Whom it is for, in a sentence. */
  readonly name: string;
};

export type HttpOptions = {
  readonly requestHeadMs: number;
  readonly dialMs: number;
  readonly instance: string;
  readonly messageBytesMax: number;
  readonly isStrict: boolean;
};

export type HttpDeps = HttpRecordDeps & {
  readonly lookup: LookupFunction;
  readonly secureContextOf: SecureContextOf;
};

export function openHttpPassage(options: HttpOptions, deps: HttpDeps): HttpPassage {
  const asking = new WeakMap<Socket, StationRequest>();
  const room: CopyRoom = { bytes: 0 };
  const carry = createCarry(options, deps);
  const agents = createAgents(deps);

  const server = createServer(
    {
      headersTimeout: options.requestHeadMs,
      requestTimeout: 0,
      keepAliveTimeout: 1,
      maxHeaderSize: limits.requestHeadBytesMax,
    },
    (request, response) => {
      const asked = asking.get(request.socket);
      const { routed } = asked ?? { routed: null };
      if (asked === undefined || routed === null) {
        if (asked !== undefined) recordUnrouted(request, asked, options, deps);
        answer(response, 404, "ocpptap: no route matches this path.");
        return;
      }
      const { upstream } = routed.route;
      const record = openRecord(request, { ...asked, routed }, { options, deps, room });
      request.url = routed.upstreamTarget;
      if (upstream.authorization !== null) {
        request.headers.authorization ??= upstream.authorization;
      }
      const name = `the CSMS at ${upstream.host}:${upstream.port}`;
      const origin = `${upstream.isTls ? "https" : "http"}://${upstream.hostHeader}`;
      void agents.of(upstream, routed.stationId).then(
        (agent) => carry(request, response, { origin, agent, caller: "station", name }, record),
        (thrown) => refuse(response, contextFailure(thrown), { record, name }),
      );
    },
  );

  server.maxRequestsPerSocket = 1;

  return {
    take(asked, bytes) {
      asking.set(asked.socket, asked);
      asked.socket.unshift(bytes);
      server.emit("connection", asked.socket);
    },
    carry,
    close() {
      server.closeAllConnections();
      agents.close();
    },
  };
}

function createCarry(options: HttpOptions, deps: HttpDeps): Carry {
  const late = new WeakSet<IncomingMessage>();
  const asking = new WeakMap<IncomingMessage, Asking>();
  const proxy = createProxyServer({
    changeOrigin: true,
    // `req.url` is the whole target already.
    prependPath: false,
    toProxy: true,
    proxyTimeout: options.dialMs,
    // The answer's head is ours to write, as it came.
    selfHandleResponse: true,
  });
  const hold = () => createHold(limits.strictHoldMsMax, deps);

  proxy.on("proxyReq", (outgoing: ClientRequest, request) => {
    outgoing.once("timeout", () => late.add(request));
    if (outgoing.headersSent) return;
    try {
      respell(outgoing, request.rawHeaders);
    } catch (thrown) {
      outgoing.destroy(thrown instanceof Error ? thrown : new Error(String(thrown)));
    }
  });
  proxy.on("proxyRes", (answered, request, response) => {
    const asked = asking.get(request);
    if (asked === undefined || !relayHead(answered, response, asked)) {
      answered.destroy();
      response.destroy();
    } else if (options.isStrict) answered.pipe(hold()).pipe(response);
    else answered.pipe(response);
  });

  return (request, response, way, record) => {
    asking.set(request, { record, caller: way.caller });
    response.on("error", errorsAreToldAtClose).on("close", () => {
      const error = response.writableFinished ? "" : "the caller went away before the answer";
      record.end({ closedBy: way.caller, how: error === "" ? "fin" : "reset", error });
    });
    const { origin: target, agent } = way;
    const buffer = options.isStrict ? { buffer: request.pipe(hold()) } : {};
    proxy.web(request, response, { target, agent, ...buffer }, (thrown: Error) => {
      const failure = late.has(request)
        ? lateFailure(options.dialMs)
        : failureOf(thrown, "connect");
      refuse(response, failure, { record, name: way.name });
    });
    // Not before: a body that flows makes Node send the head before it can be spelled.
    request.on("data", record.requestChunk).on("end", record.requestEnd);
  };
}

type Asking = { readonly record: HttpRecord; readonly caller: Sender };

/** Records the answer in passing and writes its head; false where that cannot be written. */
function relayHead(
  answered: IncomingMessage,
  response: ServerResponse,
  { record, caller }: Asking,
): boolean {
  const { statusCode: status = 0, statusMessage: reason = "", rawHeaders } = answered;
  const answeredBy = otherSender(caller);
  record.answered({ status, reason, fields: fieldsOfRaw(rawHeaders), answeredBy });
  answered.on("error", errorsAreToldAtClose).on("data", record.answerChunk);
  answered.on("end", () => record.end({ closedBy: answeredBy, how: "fin", error: "" }));
  answered.on("close", () => {
    if (answered.complete) return;
    record.end({ closedBy: answeredBy, how: "reset", error: "the answer was cut off" });
    response.destroy();
  });
  response.sendDate = false;
  try {
    response.writeHead(status, reason, answerHeaders(rawHeaders));
    return true;
  } catch {
    // Node takes what it would not write, e.g. a status beyond 999: the peer's fault, and told as such.
    return false;
  }
}

function refuse(
  response: ServerResponse,
  failure: DialFailure,
  { record, name }: { readonly record: HttpRecord; readonly name: string },
): void {
  const isLate = failure.stage === "timeout";
  const status = isLate ? 504 : 502;
  const what = isLate ? "did not answer" : "cannot be reached";
  const reason = `ocpptap: ${name} ${what}: ${failure.problem}.`;
  record.answered({ status, reason, fields: [], answeredBy: "ocpptap", failure });
  const how = isLate ? "timeout" : "error";
  record.end({ closedBy: "ocpptap", how, error: failure.problem });
  answer(response, status, reason);
}

function lateFailure(ms: number): DialFailure {
  const problem = `no answer within ${ms} ms: ${DOING.answer} did not end`;
  return { stage: "timeout", code: TIMED_OUT, problem };
}

type Recording = {
  readonly options: HttpOptions;
  readonly deps: HttpRecordDeps;
  readonly room: CopyRoom;
};

function openRecord(
  request: IncomingMessage,
  asked: StationRequest & { readonly routed: Routed },
  { options, deps, room }: Recording,
): HttpRecord {
  const { instance, messageBytesMax } = options;
  const { linkId } = asked;
  // Nobody translates plain HTTP, whatever the route does with WebSockets.
  const route = { ...asked.routed.route, mode: "transparent" as const };
  const untouched = { ...asked, routed: { ...asked.routed, route } };
  const handshake = describeHandshake(untouched, { instance, answeredAtUs: asked.headAtUs });
  const opened = {
    ...handshake,
    upstreamUrl: handshake.upstreamUrl.replace(/^ws/, "http"),
    http: { method: request.method ?? "", caller: "station" as const },
  };
  const fields = fieldsOfRaw(request.rawHeaders);
  return recordHttp({ linkId, opened, fields, caller: "station", messageBytesMax }, room, deps);
}

function recordUnrouted(
  { method = "" }: IncomingMessage,
  asked: StationRequest,
  { instance }: HttpOptions,
  { spool, clock, observe }: HttpRecordDeps,
): void {
  const answeredAtUs = clock.nowUs();
  const { linkId } = asked;
  const body = {
    ...describeHandshake(asked, { instance, answeredAtUs }),
    http: { method, caller: "station" as const },
    refusedBy: "ocpptap" as const,
    ...{ status: 404, reason: "no route matches this path" },
    ...{ responseHeaders: [], body: "", failure: null },
  };
  spool.append({ kind: "link-refused", receivedAtUs: answeredAtUs, linkId, seq: 0, body });
  observe({ name: "httpExchanged", caller: "station", status: 404, ms: 0 });
}

/** One for all that is plain, and one for each set of certificates while that is in use. */
function createAgents({ lookup, secureContextOf }: HttpDeps) {
  const plain = new HttpAgent({ lookup });
  const secure = new WeakMap<SecureContext, HttpAgent>();
  return {
    async of(upstream: Upstream, stationId: string): Promise<HttpAgent> {
      if (!upstream.isTls) return plain;
      const secureContext = await secureContextOf(upstream, stationId);
      const agent = secure.get(secureContext) ?? new HttpsAgent({ lookup, secureContext });
      secure.set(secureContext, agent);
      return agent;
    },
    // Sockets of the others end with their requests: none is kept alive.
    close: () => plain.destroy(),
  };
}

/** Where the answer has begun, cutting it off is all that is left to say. */
export function answer(
  response: ServerResponse<IncomingMessage> | Socket,
  status: number,
  sentence: string,
): void {
  if (!("headersSent" in response) || response.headersSent) {
    response.destroy();
    return;
  }
  response.writeHead(status, {
    "Content-Type": "text/plain; charset=utf-8",
    Connection: "close",
  });
  response.end(`${sentence}\n`);
}
