/**
 * A station of the load: one raw socket that sends calls made beforehand and compares every answer,
 * byte by byte, with the one that must come. Knows when each call was due, in a small ring.
 */
import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { connect as connectTls } from "node:tls";
import type { Call } from "./calls.ts";
import type { Door, DoorTls } from "./load-orders.ts";

/** Calls of one link that may be unanswered; a power of two. */
const UNANSWERED_MAX = 64;

export type LinkHandler = {
  /** The answer was the right one. */
  readonly answered: (link: Link, dueMs: number) => void;
  readonly failed: (problem: string) => void;
};

export class Link {
  readonly socket: Socket;
  readonly #handler: LinkHandler;
  readonly #answers: string[] = new Array<string>(UNANSWERED_MAX).fill("");
  readonly #dueMs = new Float64Array(UNANSWERED_MAX);
  #rest: Buffer | null = null;
  #sent = 0;
  #answered = 0;

  constructor(socket: Socket, handler: LinkHandler) {
    this.socket = socket;
    this.#handler = handler;
    socket.on("data", (chunk: Buffer) => this.#read(chunk));
    socket.on("error", (error) => handler.failed(`a link broke: ${error.message}`));
  }

  get unanswered(): number {
    return this.#sent - this.#answered;
  }

  /** False: too many are unanswered, nothing was sent. */
  send(call: Call, dueMs: number): boolean {
    if (this.unanswered >= UNANSWERED_MAX) return false;
    const place = this.#sent & (UNANSWERED_MAX - 1);
    this.#answers[place] = call.answer;
    this.#dueMs[place] = dueMs;
    this.#sent += 1;
    this.socket.write(call.frame);
    return true;
  }

  #read(chunk: Buffer): void {
    const bytes = this.#rest === null ? chunk : Buffer.concat([this.#rest, chunk]);
    let at = 0;
    while (bytes.length - at >= 2) {
      // Answers are shorter than 126 bytes and not masked.
      const end = at + 2 + (bytes[at + 1] ?? 0);
      if (bytes.length < end) break;
      this.#check(bytes.toString("latin1", at + 2, end));
      at = end;
    }
    this.#rest = at === bytes.length ? null : bytes.subarray(at);
  }

  #check(answer: string): void {
    const place = this.#answered & (UNANSWERED_MAX - 1);
    if (this.unanswered === 0 || answer !== this.#answers[place]) {
      this.#handler.failed(`a wrong answer: ${answer}`);
      return;
    }
    this.#answered += 1;
    this.#handler.answered(this, this.#dueMs[place] ?? 0);
  }
}

/** Resolves with the socket when its handshake was answered with 101. */
export async function dial(door: Door, station: number): Promise<Socket> {
  const { port, group = "ocpp", tls } = door;
  const socket =
    tls === undefined
      ? connect({ host: "127.0.0.1", port, noDelay: true })
      : await dialTls(port, station, tls);
  const name = `${group === "ocpp" ? "station" : group}-${station}`;
  socket.write(
    `GET /${group}/${name} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nUpgrade: websocket\r\n` +
      "Connection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n" +
      "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Protocol: ocpp1.6\r\n\r\n",
  );
  const head = await readHead(socket);
  if (!head.startsWith("HTTP/1.1 101 ") || !head.endsWith("\r\n\r\n")) {
    socket.destroy();
    throw new Error(`the handshake was answered with ${head.slice(0, 80)}`);
  }
  return socket;
}

/** By port and station. */
const tickets = new Map<string, Buffer>();

async function dialTls(port: number, station: number, tls: DoorTls): Promise<Socket> {
  const { ca, isResuming = false } = tls;
  const key = `${port} ${station}`;
  const session = isResuming ? tickets.get(key) : undefined;
  const socket = connectTls({
    ...{ host: "127.0.0.1", port, ca },
    ...(session === undefined ? {} : { session }),
  });
  socket.setNoDelay(true);
  socket.on("session", (ticket) => tickets.set(key, ticket));
  await once(socket, "secureConnect");
  if (isResuming && !socket.isSessionReused()) throw new Error("a TLS session was not resumed");
  return socket;
}

/** Stops reading behind it: an answer comes only after a call. */
function readHead(socket: Socket): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  let head = "";
  const onData = (chunk: Buffer) => {
    head += chunk.toString("latin1");
    if (!head.includes("\r\n\r\n")) return;
    socket.off("data", onData);
    socket.off("error", reject);
    socket.off("close", onClose);
    resolve(head);
  };
  const onClose = () => reject(new Error("a handshake was not answered"));
  socket.on("data", onData);
  socket.on("error", reject);
  socket.on("close", onClose);
  return promise;
}

/** Opens so many, some at a time. */
export async function dialMany(door: Door, count: number): Promise<Socket[]> {
  const sockets: Socket[] = [];
  while (sockets.length < count) {
    const batch = Math.min(100, count - sockets.length);
    const first = sockets.length;
    sockets.push(
      ...(await Promise.all(Array.from({ length: batch }, (_, i) => dial(door, first + i)))),
    );
  }
  return sockets;
}

/** Ends them as stations do, with FIN, and waits until the other side did too. */
export async function closeAll(sockets: readonly Socket[]): Promise<void> {
  const timer = setTimeout(() => {
    for (const socket of sockets) socket.destroy();
  }, 10_000);
  await Promise.all(
    sockets.map((socket) => {
      if (socket.closed) return null;
      const closed = once(socket, "close");
      socket.end();
      socket.resume();
      return closed;
    }),
  );
  clearTimeout(timer);
}
