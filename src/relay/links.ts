/**
 * The open links of this relay: how many, and which one a station has. A station may dial again
 * while its old link is still open, so the newest link of a station is the one that is found.
 */
import type { LinkId, StationId } from "../base/ids.ts";

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
  /** Ends the link; its record is written at once. Resolves when the CSMS has let go of its leg. */
  readonly close: (how: "superseded" | "shutdown") => Promise<void>;
};

/** Messages and bytes, by who sent them. */
export type Traffic = {
  readonly messages: { readonly station: number; readonly csms: number };
  readonly bytes: { readonly station: number; readonly csms: number };
};

export type Links = {
  readonly count: () => number;
  readonly ofStation: (key: string) => Link | null;
  readonly has: (link: Link) => boolean;
  readonly add: (link: Link) => void;
  readonly remove: (link: Link) => void;
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

export function createLinks(): Links {
  const open = new Map<LinkId, Link>();
  const newest = new Map<string, Link>();
  const watched = new Set<() => Traffic>();
  let past = NO_TRAFFIC;
  return {
    count: () => open.size,
    ofStation: (key) => newest.get(key) ?? null,
    has: (link) => open.has(link.id),
    add(link) {
      open.set(link.id, link);
      newest.set(link.key, link);
    },
    remove(link) {
      if (open.delete(link.id)) past = sum(past, link.traffic());
      if (newest.get(link.key) === link) newest.delete(link.key);
    },
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
