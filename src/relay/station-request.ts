/**
 * A station's request for a WebSocket, as it was understood, and what the record keeps of it.
 * In: a parsed head and the facts of its socket. Out: `Handshake`, without credentials.
 */
import type { Socket } from "node:net";
import { TLSSocket } from "node:tls";
import { type LinkId, parseStationId, type StationId } from "../base/ids.ts";
import type { Behind, Handshake } from "../spool/record.ts";
import {
  describeAuthorization,
  recordableHeaders,
  recordableTarget,
  textOf,
} from "./credentials.ts";
import { joinedValueOf, type NamedValue, type RequestHead, valuesOf } from "./head.ts";
import { type Routed, upstreamUrl } from "./route.ts";
import { certificateOf } from "./station-certificate.ts";

export type StationRequest = {
  readonly linkId: LinkId;
  readonly socket: Socket;
  /** Null where the head was not understood. */
  readonly head: RequestHead | null;
  /** The request-target, or the first line where there is none. */
  readonly target: string;
  /** Null where no route matches. */
  readonly routed: Routed | null;
  readonly remoteAddress: string;
  readonly remotePort: number;
  /** Null where nobody stands between. */
  readonly behind: Behind | null;
  readonly tls: Handshake["tls"];
  readonly acceptedAtUs: number;
  readonly headAtUs: number;
};

/** One that can be relayed. */
export type RoutedRequest = StationRequest & {
  readonly head: RequestHead;
  readonly routed: Routed;
};

export function stationIdOfRequest({ routed }: StationRequest): StationId {
  return routed?.stationId ?? parseStationId("");
}

export function describeHandshake(
  request: StationRequest,
  { instance, answeredAtUs }: { readonly instance: string; readonly answeredAtUs: number },
): Handshake {
  const { routed } = request;
  const fields = request.head?.fields ?? [];
  const subprotocolHeader = joinedValueOf(fields, "sec-websocket-protocol");
  return {
    stationId: stationIdOfRequest(request),
    instance,
    route: routed?.route.match ?? "",
    ...(routed?.isOverridden === true && { overrides: routed.home }),
    mode: routed?.route.mode ?? "transparent",
    ...(routed?.route.mode === "translate" && { leg: "station" as const }),
    target: recordableTarget(request.target),
    headers: recordableHeaders(fields),
    upstreamUrl:
      routed === null
        ? ""
        : recordableTarget(upstreamUrl(routed.route.upstream, routed.upstreamTarget)),
    remoteAddress: request.remoteAddress,
    remotePort: request.remotePort,
    ...(request.behind !== null && { behind: request.behind }),
    tls: request.tls,
    authorization: describeAuthorization(fields),
    subprotocolHeader: subprotocolHeader === null ? null : textOf(subprotocolHeader),
    subprotocolsOffered: offersOf(fields),
    requestMs: msBetween(request.acceptedAtUs, request.headAtUs),
    answerMs: msBetween(request.headAtUs, answeredAtUs),
  };
}

/** Several headers or one list, with stray commas: stations send both. */
export function offersOf(fields: readonly NamedValue[]): readonly string[] {
  return (joinedValueOf(fields, "sec-websocket-protocol") ?? "")
    .split(",")
    .map((offer) => textOf(offer.trim()))
    .filter((offer) => offer !== "");
}

export function valueText(fields: readonly NamedValue[], name: string): string | null {
  const value = joinedValueOf(fields, name);
  return value === null ? null : textOf(value);
}

/** The station's `Authorization`, as it came; null where it sent none. */
export function ownAuthorization({ head }: RoutedRequest): string | null {
  return valuesOf(head.fields, "authorization")[0] ?? null;
}

/** To be asked while the socket is open. */
export function tlsOf(socket: Socket): Handshake["tls"] {
  if (!(socket instanceof TLSSocket) || socket.destroyed) return null;
  const certificate = certificateOf(socket);
  return {
    ...{ version: socket.getProtocol() ?? "", cipher: socket.getCipher().name },
    ...(socket.isSessionReused() && { isResumed: true }),
    ...(certificate !== null && { certificate }),
  };
}

export function msBetween(fromUs: number, toUs: number): number {
  return Math.max(0, toUs - fromUs) / 1000;
}
