/**
 * The relay: listeners for stations, and everything behind them.
 *
 * In: the configuration, and a spool to record into. Out: the addresses it settled on. Promised: a
 * port or a file that cannot be used is an `OperationalError` at start; `close` ends every link
 * with a record of it before it resolves.
 */
import { once } from "node:events";
import { createServer, type Server, type Socket } from "node:net";
import { createServer as createTlsServer } from "node:tls";
import type { Clock } from "../base/clock.ts";
import { OperationalError, problemOf, systemCodeOf } from "../base/errors.ts";
import { limits } from "../base/limits.ts";
import type { Config, ListenerConfig } from "../config/schema.ts";
import type { TranslateConfig } from "../config/translate.ts";
import { formatAddress } from "../config/units.ts";
import type { Observe } from "../observe/events.ts";
import type { SpoolWriter } from "../spool/record.ts";
import { createBridges } from "./bridges.ts";
import { linksThatFit, readDescriptorLimit } from "./descriptors.ts";
import { openEntrance } from "./entrance.ts";
import { openHttpPassage } from "./http.ts";
import { readLegCredentials } from "./leg-credentials.ts";
import { createLinks, type Traffic } from "./links.ts";
import type { Middle } from "./middle.ts";
import { createPresence } from "./presence.ts";
import { createLookup } from "./resolver.ts";
import { compileRoutes, type Route, translatedRoutes } from "./route.ts";
import { errorsAreToldAtClose } from "./socket-errors.ts";
import { type ListenerTls, readListenerTls, readSecureContexts } from "./tls-files.ts";

export type RelayConfig = Pick<
  Config,
  "instance" | "listen" | "upstream" | "routes" | "relay" | "record"
>;

export type RelayDeps = {
  readonly spool: SpoolWriter;
  /** What decides on a route that translates. */
  readonly middleOf: (translate: TranslateConfig) => Middle;
  readonly clock: Clock;
  readonly observe: Observe;
};

export type Relay = {
  /** `ws://127.0.0.1:9000`, one for each listener, in the order of the configuration. */
  readonly addresses: readonly string[];
  readonly stats: () => RelayStats;
  readonly close: () => Promise<void>;
};

export type RelayStats = {
  readonly links: number;
  /** Handshakes under way. */
  readonly pending: number;
  readonly linksMax: number;
  readonly traffic: Traffic;
  /** Stations whose translation is in memory. */
  readonly translated: number;
};

export async function startRelay(config: RelayConfig, deps: RelayDeps): Promise<Relay> {
  const { clock, observe } = deps;
  const { dialMs, keepAliveMs, lingerMs, requestHeadMs } = config.relay;
  const routes = compileRoutes(config);
  if (routes.length === 0) throw new OperationalError("NO_UPSTREAM");
  const secureContextOf = await readSecureContexts(routes);
  const listenerTls = await Promise.all(
    config.listen.map(({ tls }) => (tls === undefined ? null : readListenerTls(tls))),
  );
  const descriptors = await readDescriptorLimit();
  const linksMax = linksThatFit(config.relay.linksMax, descriptors);
  observe({ name: "linksBounded", links: linksMax, descriptors: descriptors ?? 0 });

  const lookup = createLookup(clock);
  const links = createLinks();
  const http = openHttpPassage({ requestHeadMs, dialMs }, { routes, lookup, secureContextOf });
  const shared = {
    ...{ ...deps, links },
    presence: createPresence(config.relay.ghostSilenceMs, { links, clock, observe }),
    asking: { lookup, secureContextOf, dialMs, keepAliveMs },
    options: {
      instance: config.instance,
      lingerMs,
      messageBytesMax: config.record.messageBytesMax,
      isStrict: config.record.strict,
      strictHoldMsMax: limits.strictHoldMsMax,
    },
  };
  const bridges = createBridges(shared.options, shared);
  const middles = middlesOf(routes, deps.middleOf);
  const bridging = { bridges, middles, credentials: await readLegCredentials(routes) };
  const entrance = openEntrance(
    { requestHeadMs, linksMax },
    { ...shared, ...bridging, routes, http },
  );
  const { accept, tlsFailed } = entrance;
  const opening = { keepAliveMs, requestHeadMs, linksMax, accept, tlsFailed, observe };
  const listeners: Listener[] = [];
  const stop = async () => {
    const stopped = listeners.map((listener) => listener.stop());
    await links.closeAll();
    await entrance.close();
    await bridges.close();
    http.close();
    await Promise.all(stopped);
  };
  try {
    for (const [index, listener] of config.listen.entries()) {
      listeners.push(await openListener(listener, listenerTls[index] ?? null, opening));
    }
  } catch (thrown) {
    await stop();
    throw thrown;
  }
  return {
    addresses: listeners.map(({ address }) => address),
    stats: () => ({
      links: links.count(),
      pending: entrance.pending(),
      linksMax,
      traffic: links.traffic(),
      translated: bridges.count(),
    }),
    close: stop,
  };
}

/** By the route's `match`. */
function middlesOf(routes: readonly Route[], middleOf: RelayDeps["middleOf"]) {
  return new Map(
    translatedRoutes(routes).map(({ match, translate }) => [match, middleOf(translate)]),
  );
}

type Listener = { readonly address: string; readonly stop: () => Promise<void> };

type ListenerOpening = {
  readonly keepAliveMs: number;
  readonly requestHeadMs: number;
  readonly linksMax: number;
  readonly accept: (socket: Socket) => void;
  readonly tlsFailed: (socket: Socket, error: Error) => void;
  readonly observe: Observe;
};

async function openListener(
  { address }: ListenerConfig,
  tls: ListenerTls | null,
  opening: ListenerOpening,
): Promise<Listener> {
  const server = createListener(tls, opening);
  server.maxConnections = opening.linksMax + limits.refusalsAtOnceMax;
  const stopped = Promise.withResolvers<void>();
  server.once("close", stopped.resolve);
  const handshaking = tls === null ? null : followHandshakes(server);
  try {
    server.listen({ ...address, backlog: limits.listenBacklog });
    await once(server, "listening");
  } catch (thrown) {
    throw unusable(address, thrown);
  }
  server.on("error", (error) => {
    // Not the listener's end: accepting goes on when there are descriptors again.
    const problem = problemOf(error);
    opening.observe({ name: "listenerFailed", address: formatAddress(address), problem });
  });
  const bound = server.address();
  const port = typeof bound === "object" && bound !== null ? bound.port : address.port;
  return {
    address: `${tls === null ? "ws" : "wss"}://${formatAddress({ host: address.host, port })}`,
    stop() {
      server.close();
      for (const socket of handshaking ?? []) socket.destroy();
      return stopped.promise;
    },
  };
}

/** Sockets on their way to becoming TLS sockets: nobody else knows them. */
function followHandshakes(server: Server): ReadonlySet<Socket> {
  const sockets = new Set<Socket>();
  server.on("connection", (socket: Socket) => {
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
  });
  return sockets;
}

function createListener(tls: ListenerTls | null, opening: ListenerOpening): Server {
  const { accept, keepAliveMs, requestHeadMs, tlsFailed } = opening;
  const options = {
    allowHalfOpen: true,
    noDelay: true,
    keepAlive: true,
    keepAliveInitialDelay: keepAliveMs,
  };
  if (tls === null) return createServer(options, accept);
  const server = createTlsServer({ ...options, ...tls, handshakeTimeout: requestHeadMs }, accept);
  server.on("tlsClientError", (error, socket) => {
    socket.on("error", errorsAreToldAtClose);
    tlsFailed(socket, error);
    socket.destroy();
  });
  return server;
}

function unusable(address: ListenerConfig["address"], thrown: unknown): OperationalError {
  const facts = { role: "relay", address: formatAddress(address), option: "--listen" };
  return systemCodeOf(thrown) === "EADDRINUSE"
    ? new OperationalError("PORT_IN_USE", facts, { cause: thrown })
    : new OperationalError(
        "ADDRESS_UNUSABLE",
        { ...facts, problem: problemOf(thrown) },
        { cause: thrown },
      );
}
