/**
 * How the simulated CSMS decides about a handshake. In: the request and the policy. Out: an
 * identity to accept, or a refusal with status, headers and body, as a real CSMS or its web front
 * end sends it.
 */

import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { decoded } from "../base/basic.ts";

export type Refusal = {
  /** Only this station; all of them when left out. */
  readonly stationId?: string;
  readonly status: number;
  readonly reason?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** How often; for good when left out. */
  readonly times?: number;
};

export type HandshakePolicy = {
  /** Station → password of Basic authentication; null: nobody is asked. */
  readonly passwords: Readonly<Record<string, string>> | null;
  /** What happens to a second leg of a station whose first is open. */
  readonly duplicate: "replace" | "refuse" | "allow";
  /** What happens to an offer without a subprotocol that we speak. */
  readonly withoutSubprotocol: "accept" | "refuse";
  readonly subprotocols: readonly string[];
};

export type Refusals = {
  readonly add: (refusal: Refusal) => () => void;
  readonly take: (stationId: string) => Refusal | null;
};

const REASONS: Readonly<Record<number, string>> = {
  400: "Bad Request",
  401: "Unauthorized",
  403: "Forbidden",
  404: "Not Found",
  409: "Conflict",
  429: "Too Many Requests",
  500: "Internal Server Error",
  502: "Bad Gateway",
  503: "Service Unavailable",
};

/** Refusals that were asked for and are still to come. */
export function createRefusals(): Refusals {
  const armed: { readonly refusal: Refusal; left: number }[] = [];
  const remove = (item: (typeof armed)[number]) => {
    const index = armed.indexOf(item);
    if (index >= 0) armed.splice(index, 1);
  };
  return {
    add(refusal) {
      const item = { refusal, left: refusal.times ?? Number.POSITIVE_INFINITY };
      armed.push(item);
      return () => remove(item);
    },
    take(stationId) {
      const item = armed.find(({ refusal }) => (refusal.stationId ?? stationId) === stationId);
      if (item === undefined) return null;
      item.left -= 1;
      if (item.left <= 0) remove(item);
      return item.refusal;
    },
  };
}

/** The last segment of the path, percent-decoded where that is possible. */
export function stationIdOf(target: string): string {
  const path = target.split("?")[0] ?? "";
  const segment = path.replace(/\/+$/, "").split("/").at(-1) ?? "";
  return decoded(segment);
}

export function judgeHandshake(
  request: IncomingMessage,
  context: {
    readonly policy: HandshakePolicy;
    readonly refusals: Refusals;
    readonly isConnected: (stationId: string) => boolean;
  },
): { readonly stationId: string; readonly refusal: Refusal | null } {
  const { policy } = context;
  const stationId = stationIdOf(request.url ?? "");
  const refusal =
    context.refusals.take(stationId) ??
    (stationId === "" ? { status: 404, body: "no station in the path\n" } : null) ??
    judgeCredentials(stationId, request.headers.authorization, policy.passwords) ??
    judgeSubprotocol(request.headers["sec-websocket-protocol"], policy) ??
    (policy.duplicate === "refuse" && context.isConnected(stationId)
      ? { status: 409, body: `${stationId} is already connected\n` }
      : null);
  return { stationId, refusal };
}

function judgeCredentials(
  stationId: string,
  header: string | undefined,
  passwords: HandshakePolicy["passwords"],
): Refusal | null {
  if (passwords === null) return null;
  const expected = Object.hasOwn(passwords, stationId) ? passwords[stationId] : undefined;
  const given = /^Basic (.+)$/i.exec(header ?? "")?.[1] ?? "";
  const isRight =
    expected !== undefined &&
    Buffer.from(given, "base64").toString("utf8") === `${stationId}:${expected}`;
  if (isRight) return null;
  return {
    status: 401,
    headers: { "WWW-Authenticate": 'Basic realm="csms"' },
    body: "wrong identity or password\n",
  };
}

function judgeSubprotocol(offer: string | undefined, policy: HandshakePolicy): Refusal | null {
  if (policy.withoutSubprotocol === "accept") return null;
  const offered = (offer ?? "").split(",").map((token) => token.trim());
  if (offered.some((token) => policy.subprotocols.includes(token))) return null;
  return { status: 400, body: "no common subprotocol\n" };
}

export function sendRefusal(socket: Duplex, refusal: Refusal): void {
  const body = Buffer.from(refusal.body ?? "");
  const reason = refusal.reason ?? REASONS[refusal.status] ?? "Refused";
  const headers = {
    "Content-Type": "text/plain",
    ...refusal.headers,
    "Content-Length": String(body.length),
    Connection: "close",
  };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.write(`HTTP/1.1 ${refusal.status} ${reason}\r\n${lines.join("")}\r\n`);
  socket.end(body);
}
