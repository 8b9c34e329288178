/**
 * The relay: listeners for stations, and everything behind them.
 *
 * In: the configuration, and a spool to record into. Out: the addresses it settled on. Promised: a
 * port or a file that cannot be used is an `OperationalError` at start; `close` ends every link
 * with a record of it before it resolves.
 */
import { once } from "node:events";
import { OperationalError, problemOf } from "../base/errors.ts";
import { limits } from "../base/limits.ts";
import { boundAddress, listenFailure } from "../config/listening.ts";
import type { ListenerConfig } from "../config/schema.ts";
import { formatAddress } from "../config/units.ts";
import type { Observe } from "../observe/events.ts";
import { frontOf } from "./behind.ts";
import { type Bridges, createBridges } from "./bridges.ts";
import { type Callbacks, openCallbacks } from "./callbacks.ts";
import { readDescriptorLimit } from "./descriptors.ts";
import { drainLinks } from "./drain.ts";
import { NOWHERE_ELSE } from "./elsewhere.ts";
import { type Entrance, type EntranceOptions, openEntrance } from "./entrance.ts";
import { createGate, type GateOptions } from "./gate.ts";
import { createLinks, type Link, type Links, type Traffic } from "./links.ts";
import type { ListenerTls } from "./listener-tls.ts";
import { createPresence, type Presence } from "./presence.ts";
import { createLookup } from "./resolver.ts";
import { compileRoutes, type Route } from "./route.ts";
import {
  askingOf,
  diallingOf,
  keepMiddles,
  linkOptionsOf,
  type RelayConfig,
  type RelayDeps,
  termsOf,
} from "./terms.ts";
import { openTrust, type PreparedTrust } from "./trust.ts";
import { createSessions } from "./upstream-tls.ts";

export type Relay = {
  /** `ws://127.0.0.1:9000`, one for each listener, in the order of the configuration. */
  readonly addresses: readonly string[];
  /** Where the CSMS calls SOAP stations; null for nowhere. */
  readonly callbacks: string | null;
  readonly stats: () => RelayStats;
  readonly presence: Presence;
  /** The newest link of a station on a route. */
  readonly linkOf: (key: string) => Link | null;
  /** Closes the links of a station, so that it dials again and is routed anew. */
  readonly sendAway: (stationId: string) => void;
  /** Reads certificates, keys and passwords that have changed, at once. Never rejects. */
  readonly reload: () => Promise<void>;
  /**
   * Makes another configuration ready that has the same addresses: its commit is for whoever
   * connects from then on, links go on as they began. Rejects with a file that cannot be used.
   */
  readonly prepare: (config: RelayConfig) => Promise<PreparedTerms>;
  /**
   * Takes nobody in any more, and lets the links go on for a while; see `drain.ts`. `close` comes
   * after it.
   */
  readonly drain: (signal: AbortSignal) => Promise<void>;
  readonly close: () => Promise<void>;
};

export type PreparedTerms = { readonly commit: () => void; readonly discard: () => void };

export type RelayStats = {
  readonly links: number;
  /** Handshakes under way. */
  readonly pending: number;
  readonly linksMax: number;
  readonly traffic: Traffic;
  /** Stations whose translation is in memory. */
  readonly translated: number;
};

export async function startRelay(first: RelayConfig, deps: RelayDeps): Promise<Relay> {
  const { clock, observe, elsewhere = NOWHERE_ELSE } = deps;
  let config = first;
  const routes = routesOf(config);
  const trust = await openTrust(config.listen, routes, deps);
  const descriptors = await readDescriptorLimit();
  const links = createLinks(elsewhere);
  const shared = {
    ...{ deps, links, trust, descriptors, middles: keepMiddles(deps.middleOf) },
    presence: createPresence(config.relay.ghostSilenceMs, { links, elsewhere, clock, observe }),
    lookup: createLookup(clock),
    sessions: createSessions(),
  };
  const asking = askingOf(config, shared);
  const bridges = createBridges(linkOptionsOf(config), { ...deps, links, asking });
  const meeting = { ...shared, bridges };
  let terms = await termsOf(config, routes, meeting);
  deps.dialBy?.(diallingOf(terms));
  const entrance = openEntrance(terms.options, terms.deps);
  const opening = openingOf(terms.options.linksMax, { config, descriptors, entrance, observe });
  const listeners: Listener[] = [];
  let callbacks: Callbacks | null = null;
  const stop = async () => {
    const stopped = listeners.map((listener) => listener.stop());
    await links.closeAll();
    for (const part of [entrance, bridges, callbacks]) await part?.close();
    terms.deps.http.close();
    trust.close();
    await Promise.all(stopped);
  };
  const { carry } = terms.deps.http;
  const callable = openCallbacks(config, { ...deps, carry, lookup: shared.lookup });
  callbacks = await orElse(callable, stop);
  for (const [index, listener] of config.listen.entries()) {
    const opened = openListener(listener, trust.listeners[index] ?? null, opening);
    listeners.push(await orElse(opened, stop));
  }
  return {
    addresses: listeners.map(({ address }) => address),
    callbacks: callbacks?.address ?? null,
    presence: shared.presence,
    reload: trust.reload,
    async prepare(next) {
      const nextRoutes = routesOf(next);
      const trusted = await trust.prepare(next.listen, nextRoutes);
      const nextTerms = await orElse(termsOf(next, nextRoutes, meeting), trusted.discard);
      const commit = () => {
        trusted.commit();
        [config, terms] = [next, nextTerms];
        bridges.take(linkOptionsOf(next), askingOf(next, shared));
        deps.dialBy?.(diallingOf(nextTerms));
        entrance.take(nextTerms.options, nextTerms.deps);
        callbacks?.take(next, nextTerms.deps.http.carry);
        takeListeners(listeners, next.listen, { ...trusted, options: nextTerms.options });
      };
      return { commit, discard: trusted.discard };
    },
    linkOf: links.ofStation,
    sendAway(stationId) {
      for (const link of links.allOf(stationId)) void link.close("rerouted");
    },
    stats: () => statsOf({ links, entrance, bridges, linksMax: terms.options.linksMax }),
    drain(signal) {
      for (const listener of listeners) listener.refuse();
      const { drainMs } = config.relay;
      return drainLinks(drainMs, { links, sockets: entrance.sockets, observe }, signal);
    },
    close: stop,
  };
}

type OpeningParts = Pick<ListenerOpening, "entrance" | "observe"> & {
  readonly config: RelayConfig;
  readonly descriptors: number | null;
};

function openingOf(links: number, { config, descriptors, ...parts }: OpeningParts) {
  parts.observe({ name: "linksBounded", links, descriptors: descriptors ?? 0 });
  const isPortShared = config.relay.workers > 1;
  return { ...config.relay, ...parts, linksMax: links, isPortShared };
}

/** What it resolves with; where it rejects, something is undone first. */
async function orElse<Value>(made: Promise<Value>, undo: () => unknown): Promise<Value> {
  try {
    return await made;
  } catch (thrown) {
    await undo();
    throw thrown;
  }
}

function routesOf(config: RelayConfig): readonly Route[] {
  const routes = compileRoutes(config);
  if (routes.length === 0) throw new OperationalError("NO_UPSTREAM");
  return routes;
}

type Counted = {
  readonly links: Links;
  readonly entrance: Entrance;
  readonly bridges: Bridges;
  readonly linksMax: number;
};

function statsOf({ links, entrance, bridges, linksMax }: Counted): RelayStats {
  return {
    links: links.count(),
    pending: entrance.pending(),
    linksMax,
    traffic: links.traffic(),
    translated: bridges.count(),
  };
}

type Listener = {
  readonly address: string;
  /** Who connects from now on finds nobody. */
  readonly refuse: () => void;
  /** Who connects from now on is met by these; the address stays. */
  readonly take: (
    config: ListenerConfig,
    tls: ListenerTls | null,
    options: EntranceOptions,
  ) => void;
  readonly stop: () => Promise<void>;
};

type ListenerOpening = GateOptions & {
  readonly isPortShared: boolean;
  readonly linksMax: number;
  readonly entrance: Entrance;
  readonly observe: Observe;
};

/** By their places, which stay. */
function takeListeners(
  open: readonly Listener[],
  configs: readonly ListenerConfig[],
  by: Pick<PreparedTrust, "listeners"> & { readonly options: EntranceOptions },
): void {
  for (const [index, config] of configs.entries()) {
    open[index]?.take(config, by.listeners[index] ?? null, by.options);
  }
}

async function openListener(
  config: ListenerConfig,
  tls: ListenerTls | null,
  opening: ListenerOpening,
): Promise<Listener> {
  const { address } = config;
  const text = formatAddress(address);
  const waysOf = (own: ListenerConfig, ownTls: ListenerTls | null) => {
    const demand = own.tls?.clientCa === undefined ? null : own.tls;
    if (own.tls?.legacy === true) opening.observe({ name: "tlsLegacy", address: text });
    return { front: frontOf(own), tls: ownTls, demand, address: text };
  };
  const { server, take, endHandshakes } = createGate(
    waysOf(config, tls),
    opening,
    opening.entrance,
  );
  server.maxConnections = opening.linksMax + limits.refusalsAtOnceMax;
  const stopped = Promise.withResolvers<void>();
  server.once("close", stopped.resolve);
  try {
    const backlog = limits.listenBacklog;
    server.listen({ ...address, backlog, reusePort: opening.isPortShared });
    await once(server, "listening");
  } catch (thrown) {
    throw listenFailure(thrown, { role: "relay", address, option: "--listen" });
  }
  server.on("error", (error) => {
    // Not the listener's end: accepting goes on when there are descriptors again.
    const problem = problemOf(error);
    opening.observe({ name: "listenerFailed", address: text, problem });
  });
  return {
    address: `${tls === null ? "ws" : "wss"}://${boundAddress(address, server)}`,
    refuse: () => void server.close(),
    take(other, otherTls, { linksMax, requestHeadMs }) {
      server.maxConnections = linksMax + limits.refusalsAtOnceMax;
      take(waysOf(other, otherTls), requestHeadMs);
    },
    stop() {
      server.close();
      endHandshakes();
      return stopped.promise;
    },
  };
}
