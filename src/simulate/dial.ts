/**
 * The simulated station's handshake. In: where to dial and with what. Out: either an open WebSocket
 * with its TCP socket, or what went wrong: a refusal with status and body, or a failure.
 */

import type { IncomingMessage } from "node:http";
import type { Socket } from "node:net";
import { WebSocket } from "ws";
import { basicAuthorization } from "../base/basic.ts";
import { problemOf } from "../base/errors.ts";
import { limits } from "../base/limits.ts";
import type { OcppVersion } from "../ocpp/versions.ts";
import type { Timers } from "./time.ts";

export type DialOptions = {
  readonly url: string;
  readonly id: string;
  readonly version: OcppVersion;
  readonly pathTail?: string;
  readonly subprotocols?: readonly string[];
  readonly password?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly ca?: string;
  readonly perMessageDeflate?: boolean;
};

export type DialFailed =
  | { readonly name: "refused"; readonly status: number; readonly body: string }
  | { readonly name: "dialFailed"; readonly problem: string };

export type DialOutcome = {
  readonly opened: (ws: WebSocket, socket: Socket | null) => void;
  readonly failed: (event: DialFailed) => void;
};

/** Bytes of a refusal's body that are kept. */
const REFUSAL_BODY_MAX = 64 * 1024;
/** Longest wait for the other side's Close frame before the socket is destroyed. Unit: real ms. */
const CLOSE_MS_MAX = 2_000;

/** Exactly one of the two callbacks is called, once. */
export function dialStation(options: DialOptions, outcome: DialOutcome): WebSocket {
  const tail = options.pathTail ?? `/${encodeURIComponent(options.id)}`;
  const ws = new WebSocket(
    `${options.url.replace(/\/$/, "")}${tail}`,
    [...(options.subprotocols ?? [`ocpp${options.version}`])],
    {
      headers: { ...options.headers, ...authorizationOf(options) },
      perMessageDeflate: options.perMessageDeflate ?? false,
      handshakeTimeout: limits.dialMsMax,
      maxPayload: limits.messageBytesMax,
      ...(options.ca === undefined ? {} : { ca: options.ca }),
    },
  );
  let socket: Socket | null = null;
  let isTold = false;
  const fail = (event: DialFailed) => {
    if (isTold) return;
    isTold = true;
    outcome.failed(event);
  };
  const failedToDial = (thrown: Error) => {
    fail({ name: "dialFailed", problem: problemOf(thrown) });
  };
  ws.on("upgrade", (response: IncomingMessage) => {
    socket = response.socket;
  });
  ws.on("unexpected-response", (_request, response: IncomingMessage) => {
    readBody(response, (body) => {
      fail({ name: "refused", status: response.statusCode ?? 0, body });
      ws.terminate();
    });
  });
  ws.on("error", failedToDial);
  ws.on("close", () => failedToDial(new Error("closed during the handshake")));
  ws.on("open", () => {
    if (isTold) return;
    isTold = true;
    // Not removed: after the opening the leg's own listeners care, and this one does nothing.
    outcome.opened(ws, socket);
  });
  return ws;
}

/** Resolves when the WebSocket is closed: orderly where the other side takes part, else anyway. */
export function closeSocket(
  ws: WebSocket | null,
  end: { readonly code: number; readonly reason: string },
  deps: { readonly timers: Timers },
): Promise<void> {
  if (ws === null || ws.readyState === WebSocket.CLOSED) return Promise.resolve();
  return new Promise((resolve) => {
    const cancel = deps.timers.after(CLOSE_MS_MAX, () => ws.terminate());
    ws.once("close", () => {
      cancel();
      resolve();
    });
    if (ws.readyState === WebSocket.OPEN && !ws.isPaused) ws.close(end.code, end.reason);
    else ws.terminate();
  });
}

function authorizationOf(options: DialOptions): Record<string, string> {
  if (options.password === undefined) return {};
  return { Authorization: basicAuthorization(options.id, options.password) };
}

function readBody(response: IncomingMessage, done: (body: string) => void): void {
  let body = "";
  response.setEncoding("utf8");
  response.on("data", (text: string) => {
    if (body.length < REFUSAL_BODY_MAX) body += text;
  });
  // "close" follows an orderly end and a broken one alike.
  response.on("error", () => response.destroy());
  response.on("close", () => done(body));
}
