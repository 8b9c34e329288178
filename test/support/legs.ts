/** What both ends of a leg need in a test: a route, a way to ask, a WebSocket server. */
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { createSecureContext } from "node:tls";
import { type ServerOptions, type WebSocket, WebSocketServer } from "ws";
import { systemClock } from "../../src/base/clock.ts";
import { configSchema } from "../../src/config/schema.ts";
import type { AskDeps } from "../../src/relay/dial.ts";
import { createLookup } from "../../src/relay/resolver.ts";
import { compileRoutes, type TranslatedRoute, translatedRoutes } from "../../src/relay/route.ts";
import { openUpstreamTls } from "../../src/relay/upstream-tls.ts";
import { whenOver } from "./lifetime.ts";
import { until } from "./until.ts";

export function translatedRoute(upstream: string, more: object = {}, ca?: string): TranslatedRoute {
  const translate = { station: "1.6", csms: "2.0.1", ...more };
  const config = configSchema.parse({
    routes: [
      {
        ...{ match: "/{station}", upstream, mode: "translate", translate },
        ...(ca !== undefined && { upstreamCa: ca }),
      },
    ],
  });
  const [route] = translatedRoutes(compileRoutes(config));
  if (route === undefined) throw new Error("no route");
  return route;
}

export async function asking(route?: TranslatedRoute, dialMs = 5_000): Promise<AskDeps> {
  return {
    lookup: createLookup(systemClock),
    secureContextOf:
      route === undefined
        ? () => createSecureContext()
        : (await openUpstreamTls([route])).secureContextOf,
    dialMs,
    keepAliveMs: 30_000,
  };
}

export type WsServer = {
  readonly url: string;
  readonly sockets: readonly WebSocket[];
  readonly received: readonly string[];
  readonly requests: readonly { readonly url: string; readonly authorization: string }[];
  readonly nth: (count: number) => Promise<WebSocket>;
  /** From here on handshakes are refused so. */
  readonly refuse: (status: number) => void;
  readonly accept: () => void;
  readonly stop: () => Promise<void>;
};

/** Selects the first subprotocol that is offered, unless told otherwise. */
export async function startWsServer(options: ServerOptions = {}): Promise<WsServer> {
  let refusal: number | null = null;
  const verifyClient: ServerOptions["verifyClient"] = (_info, verdict) =>
    refusal === null ? verdict(true) : verdict(false, refusal);
  const server = new WebSocketServer(
    options.server === undefined
      ? { port: 0, host: "127.0.0.1", verifyClient, ...options }
      : options,
  );
  const sockets: WebSocket[] = [];
  const received: string[] = [];
  const requests: { url: string; authorization: string }[] = [];
  server.on("connection", (socket, { url = "", headers }) => {
    sockets.push(socket);
    requests.push({ url, authorization: headers.authorization ?? "" });
    socket.on("message", (data) => received.push(String(data)));
    socket.on("error", () => undefined);
  });
  if (options.server === undefined) await once(server, "listening");
  const stop = async () => {
    for (const socket of server.clients) socket.terminate();
    await new Promise((resolve) => server.close(resolve));
  };
  whenOver(stop);
  const port = (): number => ((options.server ?? server).address() as AddressInfo).port;
  return {
    ...{ sockets, received, requests, stop },
    refuse(status) {
      refusal = status;
    },
    accept() {
      refusal = null;
    },
    url: `ws://127.0.0.1:${port()}`,
    async nth(count) {
      await until(() => sockets.length >= count, `WebSocket ${count}`);
      const socket = sockets[count - 1];
      if (socket === undefined) throw new Error("unreachable");
      return socket;
    },
  };
}
