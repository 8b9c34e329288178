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
import { ownDigestKey } from "./credentials.ts";
import type { Gone } from "./early-bytes.ts";
import type { Elsewhere } from "./elsewhere.ts";
import type { Link, Links } from "./links.ts";

export type KnownNewcomer = Pick<Link, "key" | "remoteAddress" | "authorizationDigest">;

export type Newcomer = KnownNewcomer & {
  /** Of its credential, under another process's key. */
  readonly digestUnder: (key: Buffer) => string | null;
};

export type Presence = {
  /**
   * After a refusal: resolves with the id of the ghost that was ended, or null where the refusal is
   * to be relayed. `gone` tells that the newcomer stopped waiting.
   */
  readonly endGhost: (newcomer: Newcomer, status: number, gone: Gone) => Promise<LinkId | null>;
  /** The same for a newcomer at another instance: only links that are here. */
  readonly endGhostHere: (
    newcomer: KnownNewcomer,
    status: number,
    gone: Gone,
  ) => Promise<LinkId | null>;
  /** What digests of credentials are made with here, in base64. */
  readonly digestKey: () => string;
};

export type PresenceDeps = {
  readonly links: Links;
  readonly elsewhere: Elsewhere;
  readonly clock: Clock;
  readonly observe: Observe;
};

const UNAUTHORIZED = 401;

export function createPresence(ghostSilenceMs: number, deps: PresenceDeps): Presence {
  const { links, elsewhere, clock, observe } = deps;
  /** Keys for which a redial waits. At most one each, so at most as many as there are links. */
  const waiting = new Set<string>();

  async function endHere(old: Link, newcomer: KnownNewcomer, gone: Gone): Promise<LinkId | null> {
    if (!mayBeSameStation(old, newcomer)) return null;
    const isSilent = await staysSilent(old, { ghostSilenceMs, links, clock, gone });
    if (!isSilent || gone.is()) return null;
    if (!links.has(old)) return old.id;
    const { id: linkId, stationId } = old;
    observe({ name: "linkSuperseded", linkId, stationId, reason: "ghost" });
    await old.close("superseded");
    return gone.is() ? null : linkId;
  }
  async function alone(
    { key }: KnownNewcomer,
    status: number,
    work: () => Promise<LinkId | null>,
  ): Promise<LinkId | null> {
    if (status === UNAUTHORIZED || waiting.has(key)) return null;
    waiting.add(key);
    try {
      return await work();
    } finally {
      waiting.delete(key);
    }
  }

  return {
    endGhost(newcomer, status, gone) {
      return alone(newcomer, status, () => {
        const old = links.leftOf(newcomer.key);
        return old === null
          ? elsewhere.endGhost(newcomer, status, gone)
          : endHere(old, newcomer, gone);
      });
    },
    endGhostHere(newcomer, status, gone) {
      return alone(newcomer, status, async () => {
        const old = links.leftOf(newcomer.key);
        return old === null ? null : await endHere(old, newcomer, gone);
      });
    },
    digestKey: ownDigestKey,
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
  // No longer than all of it, where the clock was set back since.
  const silentMs = Math.max(0, (clock.nowUs() - heardAtUs) / 1000);
  const missingMs = ghostSilenceMs - silentMs;
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
