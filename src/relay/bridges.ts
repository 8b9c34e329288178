/**
 * The translated stations of this relay. In: what a handshake needs of them. Out: bridges, by
 * station. Promised: a bounded number of stations is remembered; one without legs is let go of
 * after a while, and what it has to store is stored before the relay ends.
 */
import { limits } from "../base/limits.ts";
import { type BridgedRequest, newcomerOf } from "./admission.ts";
import type { BridgeFacts } from "./arrival.ts";
import { Bridge, type BridgeDeps, type BridgeOptions } from "./bridge.ts";
import type { Middle } from "./middle.ts";

export type Bridges = {
  readonly of: (key: string) => Bridge | null;
  /** The one there is, or a new one; null for too many. It is kept until `release` or `idle`. */
  readonly for: (request: BridgedRequest, middle: Middle) => Bridge | null;
  /** It has no legs, or got none: it goes unless it is asked for again. */
  readonly idle: (key: string) => void;
  readonly release: (key: string) => void;
  /** Of bridges that are made from now on. */
  readonly take: (options: BridgeOptions, asking: BridgeDeps["asking"]) => void;
  /** Stations that are remembered, with legs or without. */
  readonly count: () => number;
  readonly close: () => Promise<void>;
};

export function createBridges(first: BridgeOptions, deps: BridgeDeps): Bridges {
  let now = { ...deps, options: first };
  const bridges = new Map<string, Bridge>();
  /** An override may lead a station to another one. */
  const middles = new WeakMap<Bridge, Middle>();
  /** Those without legs, the longest idle first. */
  const idle = new Map<string, NodeJS.Timeout>();
  const releases = new Set<Promise<void>>();

  const wake = (key: string) => {
    clearTimeout(idle.get(key));
    idle.delete(key);
  };
  const forget = (key: string, bridge: Bridge) => {
    if (bridges.get(key) !== bridge) return;
    wake(key);
    bridges.delete(key);
  };
  const release = (key: string) => {
    const bridge = bridges.get(key);
    if (bridge === undefined) return;
    forget(key, bridge);
    const released = bridge.close("shutdown");
    releases.add(released);
    void released.finally(() => releases.delete(released));
  };
  const isIdle = (key: string) => bridges.get(key)?.hasLegs() === false;
  const rest = (key: string) => {
    wake(key);
    if (!isIdle(key)) return;
    const end = () => isIdle(key) && release(key);
    idle.set(key, setTimeout(end, limits.bridgeIdleMs));
  };
  const makeRoom = (): boolean => {
    const [longest] = idle.keys();
    if (longest !== undefined) release(longest);
    return longest !== undefined;
  };
  const of = (key: string) => unlessOver(bridges.get(key));

  return {
    of,
    for(request, middle) {
      const { key } = newcomerOf(request);
      const former = bridges.get(key);
      if (former !== undefined && middles.get(former) !== middle) release(key);
      const known = of(key);
      wake(key);
      if (known !== null) return known;
      if (bridges.size >= limits.bridgesMax && !makeRoom()) return null;
      const [onIdle, onEnd] = [() => rest(key), () => forget(key, bridge)];
      const own = { ...now, onIdle, onEnd };
      const bridge: Bridge = new Bridge(factsOf(request, middle), now.options, own);
      bridges.set(key, bridge);
      middles.set(bridge, middle);
      return bridge;
    },
    idle: rest,
    release,
    take(options, asking) {
      now = { ...deps, options, asking };
    },
    count: () => bridges.size,
    async close() {
      for (const key of bridges.keys()) release(key);
      await Promise.all(releases);
    },
  };
}

function unlessOver(bridge: Bridge | undefined): Bridge | null {
  return bridge === undefined || bridge.isOver ? null : bridge;
}

function factsOf({ routed }: BridgedRequest, middle: Middle): BridgeFacts {
  const { presence, pingMs } = routed.route.translate;
  const manner = { isDecoupled: presence === "decoupled", pingMs };
  return { stationId: routed.stationId, middle, manner };
}
