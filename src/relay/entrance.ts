/**
 * Accepted sockets → where each goes: to the CSMS as a WebSocket, to the CSMS as plain HTTP, or
 * back with a sentence. In: a socket. Out: a link, or an answer and its record. Promised: at most
 * so many links, also while they are still being asked for; a request whose head has come is
 * treated by the terms of that moment to its end.
 */
import type { Socket } from "node:net";
import { problemOf, systemCodeOf } from "../base/errors.ts";
import { newLinkId } from "../base/ids.ts";
import { limits } from "../base/limits.ts";
import type { Config } from "../config/schema.ts";
import type { ArrivalFailure } from "../spool/record.ts";
import { type ArrivalRepeats, createArrivalRepeats } from "./arrival-repeats.ts";
import { type Authorizing, createAuthorizing, type GoOn } from "./authorizing.ts";
import { type Front, NO_FRONT, type Origin, originByHead, originOf } from "./behind.ts";
import { type BridgeHandshakeDeps, bridgeHandshake } from "./bridge-handshake.ts";
import { recordArrival, refuseStation, relayHandshake } from "./handshake.ts";
import { isWebSocketRequest, joinedValueOf, type RequestHead } from "./head.ts";
import { type HeadOutcome, readHead } from "./head-reader.ts";
import type { HttpPassage } from "./http.ts";
import type { Reroute } from "./reroute.ts";
import { findRoute, type Route } from "./route.ts";
import { errorsAreToldAtClose } from "./socket-errors.ts";
import type { StationAuth } from "./station-auth.ts";
import { type CertificateDemand, certificateProblem } from "./station-certificate.ts";
import {
  offersOf,
  type RoutedRequest,
  type StationRequest,
  stationIdOfRequest,
  tlsOf,
} from "./station-request.ts";
import { createUnknowns, type UnknownBounds, type Unknowns } from "./unknowns.ts";

export type EntranceOptions = {
  readonly requestHeadMs: number;
  /** Links that may be open at once. */
  readonly linksMax: number;
  /** Absent: the default ones. */
  readonly bounds?: EntranceBounds;
};

export type EntranceBounds = Pick<
  Config["relay"],
  "linksPerAddressMax" | "handshakesMax" | "handshakesPerAddressMax" | "requestHeadBytesMax"
>;

export type EntranceDeps = BridgeHandshakeDeps & {
  readonly routes: readonly Route[];
  readonly reroute: Reroute;
  readonly auth: StationAuth;
  readonly http: HttpPassage;
};

/** Where a socket came in; `origin` is null where the socket itself says where it comes from. */
export type Came = {
  readonly front: Front;
  readonly origin: Origin | null;
  /** Null: stations are asked for no certificate. */
  readonly demand: CertificateDemand | null;
};

const PLAINLY: Came = { front: NO_FRONT, origin: null, demand: null };

const TLS_CAME = "a TLS handshake came to a port without TLS";
const WENT_AWAY = "the station went away before the head of its request was complete";

/** By which sockets are met; a reload brings others. */
type Terms = {
  readonly deps: EntranceDeps;
  readonly handshakes: Handshakes;
  readonly authorizing: Authorizing;
  readonly record: RecordArrival;
};

export type Entrance = {
  /** Sockets whose request has not come whole. */
  readonly unknowns: Unknowns;
  readonly accept: (socket: Socket, came?: Came) => void;
  /** A socket whose TLS handshake came to nothing. */
  readonly tlsFailed: (socket: Socket, error: Error, origin?: Origin) => void;
  /** A load balancer did not say whose socket it is. */
  readonly proxyFailed: (socket: Socket, origin: Origin, failure: ArrivalFailure) => void;
  /** Heads that come from now on are treated by these. */
  readonly take: (options: EntranceOptions, deps: EntranceDeps) => void;
  /** Links that are being asked for. */
  readonly pending: () => number;
  /** Open sockets, whatever became of them. */
  readonly sockets: () => number;
  /** Ends every socket that is left; resolves when what was pending has its record. */
  readonly close: () => Promise<void>;
};

export function openEntrance(first: EntranceOptions, firstDeps: EntranceDeps): Entrance {
  const { auth, clock, observe } = firstDeps;
  const sockets = new Set<Socket>();
  const pending = new Set<Promise<void>>();
  const checking = new Set<Promise<void>>();
  const repeats = createArrivalRepeats();
  const termsOf = (options: EntranceOptions, deps: EntranceDeps): Terms => {
    const handshakes = createHandshakes(options, deps, pending);
    const authorizing = createAuthorizing(goingOn(handshakes, deps.http), { ...deps, checking });
    return { deps, handshakes, authorizing, record: recordArrivals(deps, repeats) };
  };
  let options = first;
  let now = termsOf(first, firstDeps);
  const unknowns = createUnknowns(unknownBoundsOf(first), observe);

  return {
    unknowns,
    tlsFailed: (socket, error, origin = originOf(socket)) =>
      tellTlsFailure(arrivalOf(socket, clock.nowUs(), origin), error, now),
    proxyFailed: (socket, origin, failure) =>
      tellProxyFailure(arrivalOf(socket, clock.nowUs(), origin), failure, now),
    accept(socket, came = PLAINLY) {
      socket.on("error", errorsAreToldAtClose);
      sockets.add(socket);
      socket.once("close", () => sockets.delete(socket));
      const arrival = arrivalOf(socket, clock.nowUs(), came.origin ?? originOf(socket));
      const { requestHeadMs: ms, bounds = limits } = options;
      readHead(socket, { bytesMax: bounds.requestHeadBytesMax, ms }, (outcome) => {
        unknowns.end(socket);
        receive(outcome, arrival, { came, terms: now, unknowns });
      });
    },
    take(others, deps) {
      options = others;
      now = termsOf(others, deps);
      unknowns.bound(unknownBoundsOf(others));
    },
    pending: () => pending.size,
    sockets: () => sockets.size,
    async close() {
      for (const socket of sockets) socket.destroy();
      auth.close();
      await Promise.all(checking);
      await Promise.all(pending);
    },
  };
}

function unknownBoundsOf({ bounds = limits }: EntranceOptions): UnknownBounds {
  return { allMax: bounds.handshakesMax, addressMax: bounds.handshakesPerAddressMax };
}

type Met = {
  readonly came: Came;
  readonly terms: Terms;
  readonly unknowns: Pick<Unknowns, "wasClosed">;
};

function receive(outcome: HeadOutcome, from: Arrival, { came, terms, unknowns }: Met): void {
  const { front, demand } = came;
  const { deps, authorizing, record } = terms;
  const { observe } = deps;
  const fields = outcome.kind === "head" ? outcome.head.fields : [];
  const arrival = { ...from, ...originByHead(from, fields, front) };
  const { socket, remoteAddress } = arrival;
  const request = (head: RequestHead | null, target: string) =>
    requestOf(arrival, { head, target }, deps);
  switch (outcome.kind) {
    case "head": {
      const { head, rest } = outcome;
      if (!isWebSocketRequest(head) && isHealthCheck(head, front)) {
        sayHealthy(socket);
        return;
      }
      const asked = request(head, head.target);
      const sentence = strangerSentence(asked, demand);
      if (sentence === null) authorizing.begin(asked, head, rest);
      else refuseStation(asked, { status: 403, sentence }, deps);
      return;
    }
    case "invalid": {
      const { status, problem, firstLine } = outcome;
      observe({ name: "handshakeInvalid", problem, remoteAddress });
      refuseStation(request(null, firstLine), { status, sentence: `ocpptap: ${problem}.` }, deps);
      return;
    }
    case "tls": {
      observe({ name: "handshakeInvalid", problem: TLS_CAME, remoteAddress });
      record(request(null, ""), { kind: "tls-on-plain-port", code: "", problem: TLS_CAME });
      socket.destroy();
      return;
    }
    case "gone": {
      if (unknowns.wasClosed(socket)) return;
      observe({ name: "handshakeInvalid", problem: WENT_AWAY, remoteAddress });
      return;
    }
    case "silent":
      socket.destroy();
  }
}

/** Null: its certificate lets it in. */
function strangerSentence(asked: StationRequest, demand: Came["demand"]): string | null {
  if (demand === null) return null;
  const at = { stationId: stationIdOfRequest(asked), nowMs: asked.headAtUs / 1000 };
  const problem = certificateProblem(demand, asked.tls, at);
  return problem === null ? null : `ocpptap: ${problem}.`;
}

type RecordArrival = (request: StationRequest, failure: ArrivalFailure) => void;

/** Those of one address not each, but with their number. */
function recordArrivals(deps: EntranceDeps, repeated: ArrivalRepeats): RecordArrival {
  return (request, failure) => {
    const { remoteAddress, headAtUs } = request;
    const repeats = repeated.admit(failure.kind, remoteAddress, headAtUs / 1000);
    if (repeats === null) return;
    recordArrival(request, { ...failure, ...(repeats > 0 && { repeats }) }, deps);
  };
}

function requestOf(
  arrival: Arrival,
  { head, target }: Pick<StationRequest, "head" | "target">,
  { clock, reroute, routes }: EntranceDeps,
): StationRequest {
  const routed = head === null ? null : reroute(findRoute(routes, target));
  return { ...arrival, linkId: newLinkId(), head, target, routed, headAtUs: clock.nowUs() };
}

function goingOn(handshakes: Handshakes, http: HttpPassage): GoOn {
  return (asked, head, rest) => {
    if (isWebSocketRequest(head)) handshakes.begin(asked, head, rest);
    else http.take(asked, Buffer.concat([head.bytes, rest]));
  };
}

/** With no request at all. */
function unasked(at: Arrival): StationRequest {
  const nothing = { linkId: newLinkId(), head: null, target: "", routed: null };
  return { ...at, ...nothing, headAtUs: at.acceptedAtUs };
}

function tellProxyFailure(at: Arrival, failure: ArrivalFailure, { deps, record }: Terms): void {
  const problem = `PROXY protocol: ${failure.problem}`;
  deps.observe({ name: "handshakeInvalid", problem, remoteAddress: at.remoteAddress });
  record(unasked(at), failure);
  at.socket.destroy();
}

function tellTlsFailure(at: Arrival, error: Error, { deps, record }: Terms): void {
  const failure = tlsFailureOf(error);
  // Whoever goes away before the handshake says nothing: scanners and health probes do that.
  const isSilent = failure.code === "ECONNRESET" || failure.code === "ERR_TLS_HANDSHAKE_TIMEOUT";
  if (isSilent && at.socket.bytesRead === 0) return;
  const { remoteAddress } = at;
  deps.observe({ name: "handshakeInvalid", problem: `TLS: ${failure.problem}`, remoteAddress });
  if (!isSilent) record(unasked(at), failure);
}

function isHealthCheck({ method, target, fields }: RequestHead, { healthPath }: Front): boolean {
  // A body would be taken for the next request.
  const isBare = joinedValueOf(fields, "content-length") === null;
  const isAsked = healthPath !== null && target === healthPath;
  return isAsked && isBare && (method === "GET" || method === "HEAD");
}

function sayHealthy(socket: Socket): void {
  socket.end("HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
  socket.resume();
}

type Handshakes = {
  readonly begin: (request: StationRequest, head: RequestHead, rest: Buffer) => void;
};

/** `pending` are under way, by whatever terms; they count as links, which they may become. */
function createHandshakes(
  { linksMax, bounds = limits }: EntranceOptions,
  deps: EntranceDeps,
  pending: Set<Promise<void>>,
): Handshakes {
  return {
    begin(request, head, rest) {
      const { routed, remoteAddress } = request;
      if (routed === null) {
        const shown = deps.routes.map((route) => route.match).join(", ");
        const sentence = `ocpptap: no route matches this path; there is: ${shown}.`;
        refuseStation(request, { status: 404, sentence }, deps);
      } else if (deps.links.count() + pending.size >= linksMax) {
        const sentence = `ocpptap: all ${linksMax} links are in use.`;
        refuseStation(request, { status: 503, sentence }, deps);
      } else if (deps.links.countOf(remoteAddress) >= bounds.linksPerAddressMax) {
        const sentence = `ocpptap: all ${bounds.linksPerAddressMax} links that one address may have are in use (relay.linksPerAddressMax).`;
        refuseStation(request, { status: 503, sentence }, deps);
      } else {
        const answered = deps.links.ask(remoteAddress);
        const relayed = shakeHands({ ...request, head, routed }, rest, deps).finally(answered);
        pending.add(relayed);
        void relayed.finally(() => pending.delete(relayed));
      }
    },
  };
}

/**
 * On a route that translates a station that speaks the CSMS's version needs no translation: its
 * bytes go untouched.
 */
function shakeHands(request: RoutedRequest, rest: Buffer, deps: EntranceDeps): Promise<void> {
  const { route } = request.routed;
  const { translate } = route;
  if (translate === null) return relayHandshake(request, rest, deps);
  if (offersOf(request.head.fields).includes(`ocpp${translate.csms}`)) {
    const untouched = { ...route, mode: "transparent" as const, translate: null };
    return relayHandshake(
      { ...request, routed: { ...request.routed, route: untouched } },
      rest,
      deps,
    );
  }
  const routed = { ...request.routed, route: { ...route, translate } };
  return bridgeHandshake({ ...request, routed }, rest, deps);
}

type Arrival = Pick<
  StationRequest,
  "socket" | "remoteAddress" | "remotePort" | "behind" | "tls" | "acceptedAtUs"
>;

/** OpenSSL says `http request` where plain HTTP came instead of TLS. */
function tlsFailureOf(error: Error): ArrivalFailure {
  const code = systemCodeOf(error) ?? "";
  const kind = code === "ERR_SSL_HTTP_REQUEST" ? "plain-on-tls-port" : "tls-failed";
  return { kind, code, problem: problemOf(error) };
}

/** Asked for now, because a socket that has closed no longer knows. */
function arrivalOf(socket: Socket, acceptedAtUs: number, origin: Origin): Arrival {
  return { socket, ...origin, tls: tlsOf(socket), acceptedAtUs };
}
