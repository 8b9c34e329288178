/**
 * A ClickHouse that misbehaves: an HTTP proxy in front of a real engine, which passes on, delays,
 * refuses, cuts off or swallows what it is told to. Reads of tests go past it.
 */
import { once } from "node:events";
import { createServer, type IncomingMessage, request, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { whenOver } from "./lifetime.ts";

export type Misbehaviour =
  | "none"
  /** Each answer comes half a second late. */
  | "slow"
  /** Connections are reset before anything is read. */
  | "refuses"
  /** A gateway's page. */
  | "gateway"
  /** What was asked is carried out; half of the answer's head comes, and then nothing. */
  | "half-answers"
  /** What was asked is carried out; nothing ever says so. */
  | "swallows"
  /** ClickHouse's own words when it has no memory left. */
  | "out-of-memory";

export type StoreStandIn = {
  readonly port: number;
  behaviour: Misbehaviour;
  /** How often each of them has met an insert. */
  readonly met: Map<Misbehaviour, number>;
};

const SLOW_MS = 500;

export async function startStoreStandIn(target: () => string): Promise<StoreStandIn> {
  const met = new Map<Misbehaviour, number>();
  const server = createServer(async (asked, answer) => {
    const chunks: Buffer[] = [];
    for await (const chunk of asked) chunks.push(chunk as Buffer);
    const { behaviour } = standIn;
    if (asked.url?.includes("INSERT") === true) met.set(behaviour, (met.get(behaviour) ?? 0) + 1);
    await behave(behaviour, { asked, answer, body: Buffer.concat(chunks), target: target() });
  });
  server.on("connection", (socket) => {
    socket.on("error", () => undefined);
    if (standIn.behaviour === "refuses") socket.resetAndDestroy();
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  whenOver(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  const standIn: StoreStandIn = { port, behaviour: "none", met };
  return standIn;
}

type Exchange = {
  readonly asked: IncomingMessage;
  readonly answer: ServerResponse;
  readonly body: Buffer;
  readonly target: string;
};

async function behave(behaviour: Misbehaviour, exchange: Exchange): Promise<void> {
  const { answer } = exchange;
  switch (behaviour) {
    case "refuses":
      answer.socket?.resetAndDestroy();
      return;
    case "gateway":
      answer.writeHead(502, { "content-type": "text/html" });
      answer.end("<html><body><h1>502 Bad Gateway</h1></body></html>");
      return;
    case "out-of-memory":
      answer.writeHead(500, { "X-ClickHouse-Exception-Code": "241" });
      answer.end(
        "Code: 241. DB::Exception: (total) memory limit exceeded: would use 1.00 GiB. (MEMORY_LIMIT_EXCEEDED) (version 26.7.3.1)\n",
      );
      return;
    case "slow":
      await new Promise((resolve) => setTimeout(resolve, SLOW_MS));
      await passOn(exchange, (upstream) => {
        answer.writeHead(upstream.statusCode ?? 500, upstream.headers);
        upstream.pipe(answer);
      });
      return;
    case "none":
      await passOn(exchange, (upstream) => {
        answer.writeHead(upstream.statusCode ?? 500, upstream.headers);
        upstream.pipe(answer);
      });
      return;
    case "half-answers":
    case "swallows":
      await passOn(exchange, (upstream) => {
        upstream.resume();
        upstream.on("end", () => {
          if (behaviour === "swallows") return;
          answer.socket?.write("HTTP/1.1 200 OK\r\nContent-Le");
          answer.socket?.end();
        });
      });
  }
}

/** As it came, to the real one; a socket that fails on either side ends both. */
async function passOn(
  { asked, answer, body, target }: Exchange,
  answered: (upstream: IncomingMessage) => void,
): Promise<void> {
  const { method = "POST", url = "/", headers } = asked;
  const upstream = request(new URL(url, target), { method, headers });
  upstream.on("error", () => answer.socket?.destroy());
  upstream.on("response", answered);
  upstream.end(body);
}
