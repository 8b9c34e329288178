/**
 * Redials: a station dials again while a link of its is open, and its CSMS refuses.
 *
 * Many CSMSs answer "already connected" for as long as they believe in the old WebSocket, and a
 * station whose network went away never closed it. In: the open link and the newcomer. Out: whether
 * the old link was a ghost and has been ended, so that asking the CSMS once more makes sense.
 * Promised: a link whose station speaks is never ended, nor one for a newcomer that does not look
 * like the same station; one redial of a station waits at a time. See
 * docs/decisions/0004-redial.md.
 */
import type { Clock } from "../base/clock.ts";
import type { LinkId } from "../base/ids.ts";
import type { Observe } from "../observe/events.ts";
import type { Gone } from "./early-bytes.ts";
import type { Link, Links } from "./links.ts";

export type Newcomer = Pick<Link, "key" | "remoteAddress" | "authorizationDigest">;

export type Presence = {
  /**
   * After a refusal: resolves with the id of the ghost that was ended, or null where the refusal is
   * to be relayed. `gone` tells that the newcomer stopped waiting.
   */
  readonly endGhost: (newcomer: Newcomer, status: number, gone: Gone) => Promise<LinkId | null>;
};

export type PresenceDeps = {
  readonly links: Links;
  readonly clock: Clock;
  readonly observe: Observe;
};

const UNAUTHORIZED = 401;

export function createPresence(ghostSilenceMs: number, deps: PresenceDeps): Presence {
  const { links, clock, observe } = deps;
  /** Keys for which a redial waits. At most one each, so at most as many as there are links. */
  const waiting = new Set<string>();

  return {
    async endGhost(newcomer, status, gone) {
      const old = links.ofStation(newcomer.key);
      if (old === null || status === UNAUTHORIZED || !mayBeSameStation(old, newcomer)) return null;
      if (waiting.has(newcomer.key)) return null;
      waiting.add(newcomer.key);
      try {
        const isSilent = await staysSilent(old, { ghostSilenceMs, links, clock, gone });
        if (!isSilent || gone.is()) return null;
        if (!links.has(old)) return old.id;
        const { id: linkId, stationId } = old;
        observe({ name: "linkSuperseded", linkId, stationId, reason: "ghost" });
        await old.close("superseded");
        return gone.is() ? null : linkId;
      } finally {
        waiting.delete(newcomer.key);
      }
    },
  };
}

/**
 * The same credential, byte for byte; or none on either side and the same address. Whoever guesses
 * an identity has neither.
 */
export function mayBeSameStation(
  old: Pick<Link, "remoteAddress" | "authorizationDigest">,
  newcomer: Pick<Link, "remoteAddress" | "authorizationDigest">,
): boolean {
  if (old.authorizationDigest !== null || newcomer.authorizationDigest !== null) {
    return old.authorizationDigest === newcomer.authorizationDigest;
  }
  return old.remoteAddress === newcomer.remoteAddress;
}

type Watch = {
  readonly ghostSilenceMs: number;
  readonly links: Links;
  readonly clock: Clock;
  readonly gone: Gone;
};

/** Waits for what is missing of the silence. A byte during the wait ends it: the station lives. */
async function staysSilent(old: Link, { ghostSilenceMs, links, clock, gone }: Watch) {
  const heardAtUs = old.stationHeardAtUs();
  if (heardAtUs === null) return false;
  const missingMs = ghostSilenceMs - (clock.nowUs() - heardAtUs) / 1000;
  if (missingMs > 0) await pause(missingMs, gone);
  return !links.has(old) || old.stationHeardAtUs() === heardAtUs;
}

function pause(ms: number, gone: Gone): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const wake = () => {
    clearTimeout(timer);
    gone.listen(null);
    resolve();
  };
  const timer = setTimeout(wake, Math.ceil(ms));
  gone.listen(wake);
  if (gone.is()) wake();
  return promise;
}
