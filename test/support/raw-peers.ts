/** Peers that speak bytes: what they send is exactly what the test says, what they got is kept. */
import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Server, type Socket } from "node:net";
import { whenOver } from "./lifetime.ts";
import { until } from "./until.ts";

export type RawPeer = {
  readonly socket: Socket;
  readonly received: () => Buffer;
  /** Everything received, as Latin-1. */
  readonly text: () => string;
  readonly send: (bytes: Buffer | string) => void;
  /** Waits until what was received contains the text. */
  readonly sees: (text: string) => Promise<void>;
  readonly ended: () => boolean;
  readonly closed: () => boolean;
  readonly error: () => string | null;
};

const open = new Set<Socket>();

/** So that nothing waits for peers that never close when a test is over. */
export function destroyPeers(): void {
  for (const socket of open) socket.destroy();
}

export function rawPeer(socket: Socket): RawPeer {
  open.add(socket);
  socket.once("close", () => open.delete(socket));
  const chunks: Buffer[] = [];
  let error: string | null = null;
  let hasEnded = false;
  socket.on("data", (chunk: Buffer) => chunks.push(chunk));
  socket.on("end", () => {
    hasEnded = true;
  });
  socket.on("error", (thrown: NodeJS.ErrnoException) => {
    error = thrown.code ?? thrown.message;
  });
  const received = () => Buffer.concat(chunks);
  const text = () => received().toString("latin1");
  return {
    socket,
    received,
    text,
    send: (bytes) => void socket.write(bytesOf(bytes)),
    sees: (wanted) => until(() => text().includes(wanted), `a peer to see ${wanted}`),
    ended: () => hasEnded,
    closed: () => socket.closed,
    error: () => error,
  };
}

/** Text is Latin-1: one character, one byte. */
export function bytesOf(bytes: Buffer | string): Buffer {
  return typeof bytes === "string" ? Buffer.from(bytes, "latin1") : bytes;
}

export type RawCsms = {
  readonly server: Server;
  readonly port: number;
  readonly url: string;
  readonly legs: readonly RawPeer[];
  /** The nth connection, from 1, as soon as it is there. */
  readonly leg: (nth: number) => Promise<RawPeer>;
};

/** `answer` gets the request head (Latin-1) and the number of the connection, from 1. */
export async function startRawCsms(
  answer: (head: string, nth: number, leg: RawPeer) => Buffer | string | null = () => SWITCHING,
): Promise<RawCsms> {
  const legs: RawPeer[] = [];
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    const leg = rawPeer(socket);
    legs.push(leg);
    const nth = legs.length;
    const onData = () => {
      const end = leg.text().indexOf("\r\n\r\n");
      if (end < 0) return;
      socket.off("data", onData);
      const reply = answer(leg.text().slice(0, end + 4), nth, leg);
      if (reply !== null) socket.write(bytesOf(reply));
    };
    socket.on("data", onData);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  whenOver(() => {
    destroyPeers();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return {
    server,
    port,
    url: `ws://127.0.0.1:${port}/csms`,
    legs,
    async leg(nth) {
      await until(() => legs.length >= nth, `connection ${nth} at the CSMS`);
      return legs[nth - 1] as RawPeer;
    },
  };
}

/** Connects from an address of loopback, so that tests can be several machines. */
export async function dialRaw(port: number, localAddress = "127.0.0.1"): Promise<RawPeer> {
  const socket = connect({ host: "127.0.0.1", port, localAddress, allowHalfOpen: true });
  whenOver(() => void socket.destroy());
  const peer = rawPeer(socket);
  await once(socket, "connect");
  return peer;
}

export const SWITCHING =
  "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n" +
  "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n";

export function requestHead(target: string, headers: readonly string[] = []): string {
  return [
    `GET ${target} HTTP/1.1`,
    "Host: station.example:9000",
    "Upgrade: websocket",
    "Connection: Upgrade",
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
    "Sec-WebSocket-Version: 13",
    ...headers,
    "",
    "",
  ].join("\r\n");
}
