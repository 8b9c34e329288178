import { once } from "node:events";
import { createServer, type Socket } from "node:net";
import { expect, it, onTestFinished } from "vitest";
import type { WebSocket } from "ws";
import { type HeadField, parseRequestHead } from "../../src/relay/head.ts";
import { acceptStation, unacceptable } from "../../src/relay/station-leg.ts";
import { encodeFrame } from "../support/frames.ts";
import { dialRaw } from "../support/raw-peers.ts";

const KEY = "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==";

function fieldsOf(...lines: string[]): readonly HeadField[] {
  const head = parseRequestHead(Buffer.from(`GET / HTTP/1.1\r\n${lines.join("\r\n")}\r\n\r\n`));
  return head?.fields ?? [];
}

async function acceptedPair() {
  const server = createServer().listen(0, "127.0.0.1");
  onTestFinished(() => void server.close());
  await once(server, "listening");
  const address = server.address();
  const connected = once(server, "connection");
  const peer = await dialRaw(typeof address === "object" ? (address?.port ?? 0) : 0);
  const [socket] = (await connected) as [Socket];
  return { peer, socket };
}

it("answers 101 with the one subprotocol, and delivers what came early", async () => {
  const { peer, socket } = await acceptedPair();
  const fields = fieldsOf(KEY, "sec-websocket-VERSION:  13", "Sec-WebSocket-Protocol: ,ocpp1.6,,");
  const early = [encodeFrame("early", { mask: [1, 2, 3, 4] })];
  const accepted = acceptStation({ socket, fields, early, subprotocol: "ocpp1.6" });
  if (accepted === null) throw new Error("not accepted");
  onTestFinished(() => accepted.webSocket.terminate());
  const messages: string[] = [];
  accepted.webSocket.on("message", (data) => messages.push(String(data)));
  await once(accepted.webSocket, "message");
  peer.send(encodeFrame("later", { mask: [1, 2, 3, 4] }));
  await once(accepted.webSocket, "message");
  expect(messages).toEqual(["early", "later"]);
  await peer.sees("Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
  expect(accepted.headers).toContainEqual(["Sec-WebSocket-Protocol", "ocpp1.6"]);
  expect(peer.text()).not.toContain("Extensions");
});

it("a station that has said goodbye is gone, also while it holds on to its socket", async () => {
  const { peer, socket } = await acceptedPair();
  const fields = fieldsOf(KEY, "Sec-WebSocket-Version: 13");
  const accepted = acceptStation({ socket, fields, early: [], subprotocol: "ocpp1.6" });
  if (accepted === null) throw new Error("not accepted");
  const closed = once(accepted.webSocket, "close");
  peer.send(encodeFrame(Buffer.from([0x03, 0xe9]), { opcode: 8, mask: [1, 2, 3, 4] }));
  const [code] = (await closed) as [number];
  expect(code).toBe(1001);
  expect(peer.socket.writableEnded).toBe(false);
});

it("a station that has gone gets none", async () => {
  const { peer, socket } = await acceptedPair();
  peer.socket.destroy();
  socket.resume();
  await once(socket, "close");
  const fields = fieldsOf(KEY, "Sec-WebSocket-Version: 13");
  const accepted: { webSocket: WebSocket } | null = acceptStation({
    ...{ socket, fields, early: [], subprotocol: "ocpp1.6" },
  });
  expect(accepted).toBeNull();
});

it("says what keeps a request from being one for a WebSocket", () => {
  expect(unacceptable(fieldsOf(KEY, "Sec-WebSocket-Version: 13"))).toBeNull();
  expect(unacceptable(fieldsOf("Sec-WebSocket-Version: 13"))).toContain('Sec-WebSocket-Key ""');
  expect(unacceptable(fieldsOf(KEY))).toBe('its Sec-WebSocket-Version "" is not 13');
});
