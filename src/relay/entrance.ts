/**
 * Accepted sockets → where each goes: to the CSMS as a WebSocket, to the CSMS as plain HTTP, or
 * back with a sentence. In: a socket. Out: a link, or an answer and its record. Promised: at most
 * so many links, also while they are still being asked for.
 */
import type { Socket } from "node:net";
import { problemOf, systemCodeOf } from "../base/errors.ts";
import { newLinkId } from "../base/ids.ts";
import { limits } from "../base/limits.ts";
import type { ArrivalFailure } from "../spool/record.ts";
import { type BridgeHandshakeDeps, bridgeHandshake } from "./bridge-handshake.ts";
import { recordArrival, refuseStation, relayHandshake } from "./handshake.ts";
import { isWebSocketRequest, type RequestHead } from "./head.ts";
import { type HeadOutcome, readHead } from "./head-reader.ts";
import type { HttpPassage } from "./http.ts";
import { findRoute, type Route } from "./route.ts";
import { errorsAreToldAtClose } from "./socket-errors.ts";
import { offersOf, type RoutedRequest, type StationRequest, tlsOf } from "./station-request.ts";

export type EntranceOptions = {
  readonly requestHeadMs: number;
  /** Links that may be open at once. */
  readonly linksMax: number;
};

export type EntranceDeps = BridgeHandshakeDeps & {
  readonly routes: readonly Route[];
  readonly http: HttpPassage;
};

export type Entrance = {
  readonly accept: (socket: Socket) => void;
  /** A socket whose TLS handshake came to nothing. */
  readonly tlsFailed: (socket: Socket, error: Error) => void;
  /** Links that are being asked for. */
  readonly pending: () => number;
  /** Ends every socket that is left; resolves when what was pending has its record. */
  readonly close: () => Promise<void>;
};

export function openEntrance(options: EntranceOptions, deps: EntranceDeps): Entrance {
  const { clock, http, observe, routes } = deps;
  const sockets = new Set<Socket>();
  const handshakes = createHandshakes(options.linksMax, deps);

  function receive(outcome: HeadOutcome, arrival: Arrival): void {
    const { socket, remoteAddress } = arrival;
    const request = (head: RequestHead | null, target: string): StationRequest => ({
      ...arrival,
      linkId: newLinkId(),
      head,
      target,
      routed: head === null ? null : findRoute(routes, target),
      headAtUs: clock.nowUs(),
    });
    switch (outcome.kind) {
      case "head": {
        const { head, rest } = outcome;
        if (isWebSocketRequest(head)) handshakes.begin(request(head, head.target), head, rest);
        else http.take(socket, Buffer.concat([head.bytes, rest]));
        return;
      }
      case "invalid": {
        const { status, problem, firstLine } = outcome;
        observe({ name: "handshakeInvalid", problem, remoteAddress });
        refuseStation(request(null, firstLine), { status, sentence: `ocpptap: ${problem}.` }, deps);
        return;
      }
      case "tls": {
        const problem = "a TLS handshake came to a port without TLS";
        observe({ name: "handshakeInvalid", problem, remoteAddress });
        recordArrival(request(null, ""), { kind: "tls-on-plain-port", code: "", problem }, deps);
        socket.destroy();
        return;
      }
      case "gone": {
        const problem = "the station went away before the head of its request was complete";
        observe({ name: "handshakeInvalid", problem, remoteAddress });
        return;
      }
      case "silent":
        socket.destroy();
    }
  }

  return {
    tlsFailed: (socket, error) => recordTlsFailure(socket, error, deps),
    accept(socket) {
      socket.on("error", errorsAreToldAtClose);
      sockets.add(socket);
      socket.once("close", () => sockets.delete(socket));
      const arrival = arrivalOf(socket, clock.nowUs());
      const headLimits = { bytesMax: limits.requestHeadBytesMax, ms: options.requestHeadMs };
      readHead(socket, headLimits, (outcome) => receive(outcome, arrival));
    },
    pending: handshakes.count,
    async close() {
      for (const socket of sockets) socket.destroy();
      await handshakes.settled();
    },
  };
}

function recordTlsFailure(socket: Socket, error: Error, deps: EntranceDeps): void {
  const { clock, observe } = deps;
  const arrival = tlsFailureOf(error);
  const at = arrivalOf(socket, clock.nowUs());
  const { remoteAddress } = at;
  const problem = `TLS: ${arrival.problem}`;
  observe({ name: "handshakeInvalid", problem, remoteAddress });
  // Whoever goes away before the handshake says nothing: scanners and health probes do that.
  if (arrival.code === "ECONNRESET" || arrival.code === "ERR_TLS_HANDSHAKE_TIMEOUT") return;
  const nothing = { linkId: newLinkId(), head: null, target: "", routed: null };
  recordArrival({ ...at, ...nothing, headAtUs: at.acceptedAtUs }, arrival, deps);
}

type Handshakes = {
  readonly begin: (request: StationRequest, head: RequestHead, rest: Buffer) => void;
  readonly count: () => number;
  readonly settled: () => Promise<unknown>;
};

/** Those that are under way; they count as links, which they may become. */
function createHandshakes(linksMax: number, deps: EntranceDeps): Handshakes {
  const pending = new Set<Promise<void>>();
  return {
    begin(request, head, rest) {
      const { routed } = request;
      if (routed === null) {
        const shown = deps.routes.map((route) => route.match).join(", ");
        const sentence = `ocpptap: no route matches this path; there is: ${shown}.`;
        refuseStation(request, { status: 404, sentence }, deps);
      } else if (deps.links.count() + pending.size >= linksMax) {
        const sentence = `ocpptap: all ${linksMax} links are in use.`;
        refuseStation(request, { status: 503, sentence }, deps);
      } else {
        const relayed = shakeHands({ ...request, head, routed }, rest, deps);
        pending.add(relayed);
        void relayed.finally(() => pending.delete(relayed));
      }
    },
    count: () => pending.size,
    settled: () => Promise.all(pending),
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
  "socket" | "remoteAddress" | "remotePort" | "tls" | "acceptedAtUs"
>;

/** OpenSSL says `http request` where plain HTTP came instead of TLS. */
function tlsFailureOf(error: Error): ArrivalFailure {
  const code = systemCodeOf(error) ?? "";
  const kind = code === "ERR_SSL_HTTP_REQUEST" ? "plain-on-tls-port" : "tls-failed";
  return { kind, code, problem: problemOf(error) };
}

/** Asked for now, because a socket that has closed no longer knows. */
function arrivalOf(socket: Socket, acceptedAtUs: number): Arrival {
  return {
    socket,
    // IPv4 on a socket that listens to both: the same station must have the same address.
    remoteAddress: (socket.remoteAddress ?? "").replace(/^::ffff:/, ""),
    remotePort: socket.remotePort ?? 0,
    tls: tlsOf(socket),
    acceptedAtUs,
  };
}
