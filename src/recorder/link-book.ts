/**
 * All links the recorder knows: the open ones, and the newest of the closed ones. Notes which were
 * touched since the last batch, because only those are written into the journal.
 */
import type { LinkId } from "../base/ids.ts";
import { limits } from "../base/limits.ts";
import {
  type ClosedLink,
  closedLinkOf,
  type LinkDefaults,
  type LinkState,
  reopenedLink,
  unknownLink,
} from "./link-state.ts";

export type LinkBook = {
  readonly open: ReadonlyMap<LinkId, LinkState>;
  readonly closed: ReadonlyMap<LinkId, ClosedLink>;
  /** The link of a record; one that is not known is begun as an unknown one. */
  readonly linkFor: (linkId: LinkId, atUs: number) => LinkState;
  readonly find: (linkId: LinkId) => LinkState | ClosedLink | null;
  readonly touch: (linkId: LinkId) => void;
  readonly close: (link: LinkState) => void;
  readonly putOpen: (link: LinkState) => void;
  readonly putClosed: (link: ClosedLink) => void;
  /** The links touched since the last call. */
  readonly takeTouched: () => ReadonlySet<LinkId>;
};

export function createLinkBook(defaults: LinkDefaults): LinkBook {
  const open = new Map<LinkId, LinkState>();
  const closed = new Map<LinkId, ClosedLink>();
  let touched = new Set<LinkId>();

  function putClosed(link: ClosedLink): void {
    open.delete(link.linkId);
    closed.delete(link.linkId);
    closed.set(link.linkId, link);
    const [oldest] = closed.size > limits.closedLinksMax ? closed.keys() : [];
    if (oldest !== undefined) closed.delete(oldest);
  }

  return {
    open,
    closed,
    linkFor(linkId, atUs) {
      touched.add(linkId);
      const known = open.get(linkId);
      if (known !== undefined) return known;
      const earlier = closed.get(linkId);
      const link =
        earlier === undefined ? unknownLink(linkId, atUs, defaults) : reopenedLink(earlier, atUs);
      closed.delete(linkId);
      open.set(linkId, link);
      return link;
    },
    find: (linkId) => open.get(linkId) ?? closed.get(linkId) ?? null,
    touch: (linkId) => void touched.add(linkId),
    close(link) {
      touched.add(link.linkId);
      putClosed(closedLinkOf(link));
    },
    putOpen(link) {
      closed.delete(link.linkId);
      open.set(link.linkId, link);
    },
    putClosed,
    takeTouched() {
      const taken = touched;
      touched = new Set();
      return taken;
    },
  };
}
