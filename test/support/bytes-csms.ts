/** A CSMS of raw sockets that keeps nothing of what it gets: for floods, where `raw-peers.ts` would. */
import { createHash } from "node:crypto";
import { once } from "node:events";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { whenOver } from "./lifetime.ts";

export type BytesCsms = { readonly url: string; readonly sockets: readonly Socket[] };

/** `asked` is called once the head of a request is complete, with that. */
export async function startBytesCsms(
  asked: (socket: Socket, head: string) => void,
): Promise<BytesCsms> {
  const sockets: Socket[] = [];
  const server = createServer((socket) => {
    sockets.push(socket);
    let head = "";
    const onData = (chunk: Buffer) => {
      head += chunk.toString("latin1");
      if (!head.includes("\r\n\r\n")) return;
      socket.off("data", onData);
      socket.resume();
      asked(socket, head);
    };
    socket.on("data", onData);
    socket.on("error", () => undefined);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  whenOver(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return { url: `ws://127.0.0.1:${port}/csms`, sockets };
}

/** RFC 6455 §4.2.2. */
const GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

/** The answer that lets in whoever asked with this head. */
export function switchingFor(head: string, headers: readonly string[] = []): string {
  const key = /^sec-websocket-key:\s*(\S+)/im.exec(head)?.[1] ?? "";
  const accept = createHash("sha1").update(`${key}${GUID}`).digest("base64");
  return [
    "HTTP/1.1 101 Switching Protocols",
    "Upgrade: websocket",
    "Connection: Upgrade",
    `Sec-WebSocket-Accept: ${accept}`,
    ...headers,
    "",
    "",
  ].join("\r\n");
}

/** Writes, and resolves once there is room for more, or at its end. */
export function writeOn(socket: Socket, bytes: Buffer): Promise<void> {
  if (socket.write(bytes) || socket.destroyed) return Promise.resolve();
  return new Promise((resolve) => {
    const done = () => {
      socket.off("drain", done);
      socket.off("close", done);
      resolve();
    };
    socket.on("drain", done);
    socket.on("close", done);
  });
}
