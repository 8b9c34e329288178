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
  /** Ends the link; its record is written at once. Resolves when the CSMS has let go of its leg. */
  readonly close: (how: "superseded" | "shutdown") => Promise<void>;
};

export type Links = {
  readonly count: () => number;
  readonly ofStation: (key: string) => Link | null;
  readonly has: (link: Link) => boolean;
  readonly add: (link: Link) => void;
  readonly remove: (link: Link) => void;
  readonly closeAll: () => Promise<void>;
};

export function createLinks(): Links {
  const open = new Map<LinkId, Link>();
  const newest = new Map<string, Link>();
  return {
    count: () => open.size,
    ofStation: (key) => newest.get(key) ?? null,
    has: (link) => open.has(link.id),
    add(link) {
      open.set(link.id, link);
      newest.set(link.key, link);
    },
    remove(link) {
      open.delete(link.id);
      if (newest.get(link.key) === link) newest.delete(link.key);
    },
    async closeAll() {
      await Promise.all([...open.values()].map((link) => link.close("shutdown")));
    },
  };
}

export function linkKey(routeMatch: string, stationId: StationId): string {
  return `${routeMatch}\n${stationId}`;
}
