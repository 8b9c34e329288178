/**
 * A station's request → a WebSocket that ends here. In: a request whose head has been read, and
 * what came after it. Out: the answer 101 at the station, and the WebSocket. What stations really
 * send is tolerated as far as RFC 6455 can be spoken at all: odd case, missing `Connection`.
 */
import { IncomingMessage } from "node:http";
import type { Socket } from "node:net";
import { type WebSocket, WebSocketServer } from "ws";
import { limits } from "../base/limits.ts";
import type { Headers } from "../spool/record.ts";
import { type HeadField, valuesOf } from "./head.ts";

export type AcceptedStation = {
  readonly webSocket: WebSocket;
  readonly headers: Headers;
};

const options = {
  noServer: true,
  clientTracking: false,
  perMessageDeflate: false,
  // One message of a leg in one turn: a flood on one leg must not hold up the others.
  allowSynchronousEvents: false,
  // After a Close frame the leg is gone, whether or not the peer lets go of its socket.
  closeTimeout: limits.linkCloseMsMax,
  maxPayload: limits.legMessageBytesMax,
};

const server = new WebSocketServer(options);

const KEY = /^[+/0-9A-Za-z]{22}==$/;

/** Why no WebSocket can be opened with this request; null for it can. */
export function unacceptable(fields: readonly HeadField[]): string | null {
  const key = firstOf(fields, "sec-websocket-key");
  if (!KEY.test(key))
    return `its Sec-WebSocket-Key "${key.slice(0, 40)}" is not 16 bytes in base64`;
  const version = firstOf(fields, "sec-websocket-version");
  return version === "13" || version === "8"
    ? null
    : `its Sec-WebSocket-Version "${version.slice(0, 20)}" is not 13`;
}

/**
 * The socket is paused and nobody listens to it. Null where the station has gone. Whoever listens
 * to the WebSocket in the same turn misses nothing.
 */
export function acceptStation({
  socket,
  fields,
  early,
  subprotocol,
}: {
  readonly socket: Socket;
  readonly fields: readonly HeadField[];
  readonly early: readonly Buffer[];
  readonly subprotocol: string;
}): AcceptedStation | null {
  if (socket.destroyed || !socket.readable || !socket.writable) return null;
  const request = new IncomingMessage(socket);
  request.method = "GET";
  request.headers = {
    upgrade: "websocket",
    "sec-websocket-key": firstOf(fields, "sec-websocket-key"),
    "sec-websocket-version": firstOf(fields, "sec-websocket-version"),
    "sec-websocket-protocol": subprotocol,
  };
  let headers: Headers = [];
  const onHeaders = (lines: string[]) => {
    headers = lines.slice(1).map((line) => {
      const colon = line.indexOf(":");
      return [line.slice(0, colon), line.slice(colon + 1).trim()];
    });
  };
  let accepted: WebSocket | null = null;
  server.once("headers", onHeaders);
  server.handleUpgrade(request, socket, Buffer.concat(early), (webSocket) => {
    accepted = webSocket;
  });
  server.off("headers", onHeaders);
  socket.resume();
  return accepted === null ? null : { webSocket: accepted, headers };
}

function firstOf(fields: readonly HeadField[], name: string): string {
  return valuesOf(fields, name)[0]?.trim() ?? "";
}
