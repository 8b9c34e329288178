/**
 * A CSMS that answers every call at once, as cheaply as can be: raw sockets, an answer of constant
 * size with the call's id. Calls whose id asks for it are checked: their answer has a checksum. Those of
 * a session get what OCPP has for them.
 */
import { createHash } from "node:crypto";
import { once } from "node:events";
import { createServer, type Socket } from "node:net";
import { createServer as createTlsServer } from "node:tls";
import { crc32 } from "node:zlib";
import { answerFrame, answerTemplate, CHECKED, checkedAnswer, ID_AT, ID_CHARS } from "./calls.ts";
import { obey } from "./child.ts";
import { isSessionId, sessionAnswer } from "./sessions.ts";

/** RFC 6455 §1.3. */
const GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
const template = answerTemplate();

const server = createServer({ noDelay: true }, accept);
server.listen({ host: "127.0.0.1", port: 0, backlog: 4096 });
await once(server, "listening");
obey({ port: () => portOf(server.address()), tlsPort });

/** A second door, with TLS. */
async function tlsPort(pair: { readonly cert: string; readonly key: string }): Promise<number> {
  const tls = createTlsServer({ ...pair, noDelay: true }, accept);
  tls.listen({ host: "127.0.0.1", port: 0, backlog: 4096 });
  await once(tls, "listening");
  return portOf(tls.address());
}

function portOf(address: ReturnType<typeof server.address>): number {
  return typeof address === "object" && address !== null ? address.port : 0;
}

function accept(socket: Socket): void {
  let rest: Buffer | null = null;
  let isUpgraded = false;
  socket.on("error", () => socket.destroy());
  socket.on("data", (chunk: Buffer) => {
    let bytes = rest === null ? chunk : Buffer.concat([rest, chunk]);
    rest = null;
    if (!isUpgraded) {
      const end = bytes.indexOf("\r\n\r\n");
      if (end >= 0) {
        socket.write(acceptHead(bytes.toString("latin1", 0, end)));
        isUpgraded = true;
        bytes = bytes.subarray(end + 4);
      }
    }
    const used = isUpgraded ? answerCalls(socket, bytes) : 0;
    if (used < bytes.length) rest = bytes.subarray(used);
  });
}

function acceptHead(request: string): string {
  const key = /^sec-websocket-key: *(\S+)/im.exec(request)?.[1] ?? "";
  const accept = createHash("sha1")
    .update(key + GUID)
    .digest("base64");
  return (
    "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n" +
    `Sec-WebSocket-Accept: ${accept}\r\nSec-WebSocket-Protocol: ocpp1.6\r\n\r\n`
  );
}

/** Answers the complete frames; returns how far they reach. */
function answerCalls(socket: Socket, bytes: Buffer): number {
  let at = 0;
  while (bytes.length - at >= 8) {
    const short = (bytes[at + 1] ?? 0) & 0x7f;
    const payload = at + (short === 126 ? 8 : 6);
    const length = short === 126 ? bytes.readUInt16BE(at + 2) : short;
    if (bytes.length < payload + length) break;
    socket.write(answerTo(bytes, payload, length));
    at = payload + length;
  }
  return at;
}

function answerTo(bytes: Buffer, payload: number, length: number): Buffer {
  const first = (bytes[payload + ID_AT] ?? 0) ^ (bytes[payload - 4 + (ID_AT & 3)] ?? 0);
  if (first === CHECKED.charCodeAt(0)) return checkedFrame(bytes, payload, length);
  if (isSessionId(String.fromCharCode(first))) return sessionFrame(bytes, payload);
  const frame = Buffer.allocUnsafe(template.length);
  template.copy(frame);
  for (let i = ID_AT; i < ID_AT + ID_CHARS; i += 1) {
    frame[2 + i] = (bytes[payload + i] ?? 0) ^ (bytes[payload - 4 + (i & 3)] ?? 0);
  }
  return frame;
}

function sessionFrame(bytes: Buffer, payload: number): Buffer {
  let id = "";
  for (let i = ID_AT; i < ID_AT + ID_CHARS; i += 1) {
    id += String.fromCharCode((bytes[payload + i] ?? 0) ^ (bytes[payload - 4 + (i & 3)] ?? 0));
  }
  return answerFrame(sessionAnswer(id));
}

function checkedFrame(bytes: Buffer, payload: number, length: number): Buffer {
  const call = Buffer.from(bytes.subarray(payload, payload + length));
  for (let i = 0; i < length; i += 1) {
    call[i] = (call[i] ?? 0) ^ (bytes[payload - 4 + (i & 3)] ?? 0);
  }
  return answerFrame(checkedAnswer(call.toString("latin1", ID_AT, ID_AT + ID_CHARS), crc32(call)));
}
