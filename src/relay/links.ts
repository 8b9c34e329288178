/**
 * The open links of this relay: how many, and which one a station has. A station may dial again
 * while its old link is still open, so the newest link of a station is the one that is found.
 */
import type { LinkId, StationId } from "../base/ids.ts";
import { networkOf } from "../base/network.ts";
import type { CommandsConfig } from "../config/commands.ts";
import { type Elsewhere, NOWHERE_ELSE } from "./elsewhere.ts";
import type { LinkCalls } from "./intercept.ts";

export type Link = {
  readonly id: LinkId;
  readonly stationId: StationId;
  /** Route and station: two CSMSs may know the same identity. */
  readonly key: string;
  readonly remoteAddress: string;
  /** Of the station's `Authorization`; null where it sent none. See `credentials.ts`. */
  readonly authorizationDigest: string | null;
  /** When the station's last byte came; null while it is not being read. */
  readonly stationHeardAtUs: () => number | null;
  readonly traffic: () => Traffic;
  /** Whether it can end now without cutting a message in two. */
  readonly isAtBoundary: () => boolean;
  /** Calls of ours towards the station; absent or null where its route permits none. */
  readonly calls?: LinkCalls | null;
  /** What operators may call; absent or null for nothing. */
  readonly commands?: CommandsConfig | null;
  /** As it was negotiated with the station; absent or null for none. */
  readonly subprotocol?: string | null;
  /** Ends the link; its record is written at once. Resolves when the CSMS has let go of its leg. */
  readonly close: (how: ClosedByUs) => Promise<void>;
};

/**
 * `superseded`: by a newer link of its station. `rerouted`: so that the station dials again, and is
 * relayed elsewhere.
 */
export type ClosedByUs = "superseded" | "rerouted" | "shutdown";

/** Messages and bytes, by who sent them. */
export type Traffic = {
  readonly messages: { readonly station: number; readonly csms: number };
  readonly bytes: { readonly station: number; readonly csms: number };
};

export type Links = {
  readonly count: () => number;
  /** Of one address that stations come from: open ones, and those that are being asked for. */
  readonly countOf: (address: string) => number;
  /** One more is being asked for; the result is called when that is over. */
  readonly ask: (address: string) => () => void;
  readonly ofStation: (key: string) => Link | null;
  /** The same, or what is left over of it. */
  readonly leftOf: (key: string) => Link | null;
  readonly has: (link: Link) => boolean;
  readonly add: (link: Link) => void;
  readonly remove: (link: Link) => void;
  /** The CSMS's leg of a station that has gone: no link any more, and still in a newcomer's way. */
  readonly addLeftOver: (link: Link) => void;
  readonly removeLeftOver: (link: Link) => void;
  /** Of every route; seldom asked. */
  readonly allOf: (stationId: string) => readonly Link[];
  /** All that are open now. */
  readonly all: () => Iterable<Link>;
  readonly closeAll: () => Promise<void>;
  /** Beside the links' own: of a leg of a bridge. The result is called when it ends. */
  readonly watch: (traffic: () => Traffic) => () => void;
  /** Of all links since the start, those that are open included. */
  readonly traffic: () => Traffic;
};

export const NO_TRAFFIC: Traffic = {
  messages: { station: 0, csms: 0 },
  bytes: { station: 0, csms: 0 },
};

export function createLinks(elsewhere: Pick<Elsewhere, "held" | "freed"> = NOWHERE_ELSE): Links {
  const open = new Map<LinkId, Link>();
  const newest = new Map<string, Link>();
  const leftOver = new Map<string, Link>();
  const watched = new Set<() => Traffic>();
  const byNetwork = new Map<string, number>();
  let past = NO_TRAFFIC;

  function change(address: string, by: 1 | -1): void {
    const network = networkOf(address);
    const count = (byNetwork.get(network) ?? 0) + by;
    if (count === 0) byNetwork.delete(network);
    else byNetwork.set(network, count);
  }

  return {
    count: () => open.size,
    countOf: (address) => byNetwork.get(networkOf(address)) ?? 0,
    ask(address) {
      change(address, 1);
      return () => change(address, -1);
    },
    ofStation: (key) => newest.get(key) ?? null,
    leftOf: (key) => newest.get(key) ?? leftOver.get(key) ?? null,
    has: (link) => open.has(link.id) || leftOver.get(link.key) === link,
    add(link) {
      if (!open.has(link.id)) change(link.remoteAddress, 1);
      open.set(link.id, link);
      newest.set(link.key, link);
      elsewhere.held(link);
    },
    remove(link) {
      if (open.delete(link.id)) {
        change(link.remoteAddress, -1);
        past = sum(past, link.traffic());
      }
      if (newest.get(link.key) === link) newest.delete(link.key);
      elsewhere.freed(link);
    },
    addLeftOver(link) {
      leftOver.set(link.key, link);
      elsewhere.held(link);
    },
    removeLeftOver(link) {
      if (leftOver.get(link.key) === link) leftOver.delete(link.key);
      elsewhere.freed(link);
    },
    allOf: (stationId) =>
      [...open.values(), ...leftOver.values()].filter((link) => link.stationId === stationId),
    all: () => open.values(),
    async closeAll() {
      await Promise.all([...open.values()].map((link) => link.close("shutdown")));
    },
    watch(traffic) {
      watched.add(traffic);
      return () => {
        if (watched.delete(traffic)) past = sum(past, traffic());
      };
    },
    traffic() {
      const now = [...[...open.values()].map((link) => link.traffic), ...watched];
      return now.map((traffic) => traffic()).reduce(sum, past);
    },
  };
}

function sum(one: Traffic, other: Traffic): Traffic {
  return {
    messages: {
      station: one.messages.station + other.messages.station,
      csms: one.messages.csms + other.messages.csms,
    },
    bytes: {
      station: one.bytes.station + other.bytes.station,
      csms: one.bytes.csms + other.bytes.csms,
    },
  };
}

export function linkKey(routeMatch: string, stationId: StationId): string {
  return `${routeMatch}\n${stationId}`;
}
