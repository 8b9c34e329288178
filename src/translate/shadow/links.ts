/**
 * The links that have a shadow. In: records of the spool in their order. Out: what each station's
 * session is to play. Promised: only 1.6 on transparent routes; a bounded number of stations; a
 * station's session outlives its link for a while.
 */
import type { LinkId, StationId } from "../../base/ids.ts";
import { limits } from "../../base/limits.ts";
import { parseMessage } from "../../exchange/parse.ts";
import { versionOfSubprotocol } from "../../ocpp/versions.ts";
import { findRoute, type TranslatedRoute } from "../../relay/route.ts";
import type { LinkOpened, MessageRecord, SpoolRecord } from "../../spool/record.ts";
import { type Handover, ownNameOf, shadowNameOf, soon } from "../handover.ts";
import type { KnownLink } from "./checkpoint.ts";
import { neededItem, type SaidItem, saidItem } from "./items.ts";
import { ShadowSession } from "./session.ts";
import type { SessionDeps } from "./session-facts.ts";
import { createSurvey, type Survey } from "./survey.ts";

export type ShadowRoute = TranslatedRoute & { readonly simulateAccept: boolean };

export type ShadowLinks = {
  /** `isLive`: to be played; else only looked at, for what a shadow begins with. */
  readonly take: (record: SpoolRecord, isLive: boolean) => void;
  /** Links that were open where a shadow stopped. */
  readonly restore: (links: readonly KnownLink[]) => void;
  /** What was looked at so far begins to be played. */
  readonly begin: () => void;
  readonly open: () => readonly KnownLink[];
  /** Something of every station is missing. */
  readonly gapAll: (reason: string) => void;
  readonly isSettled: () => boolean;
  readonly counts: () => { readonly stations: number; readonly connected: number };
  /**
   * Another drives a station from now on: what it said so far is played, and then it is let go of.
   */
  readonly letGo: (name: string) => Promise<void>;
  readonly close: () => Promise<void>;
};

/** How stations leave their shadows, and come back. */
export type ShadowHandover = {
  readonly ask: Handover["ask"];
  /** Whether this link is the one that the station has now. */
  readonly isNewest: (target: string, linkId: LinkId) => Promise<boolean>;
};

export type ShadowLinksDeps = SessionDeps & { readonly handover?: ShadowHandover };

type Followed = KnownLink & {
  readonly stationId: StationId;
  readonly route: ShadowRoute;
  readonly csmsTarget: string;
  readonly survey: Survey;
};

type Kept = {
  readonly session: ShadowSession;
  /** Redialling stations have two for a moment. */
  readonly linkIds: Set<LinkId>;
  idle: NodeJS.Timeout | null;
};

export function createShadowLinks(
  routes: readonly ShadowRoute[],
  deps: ShadowLinksDeps,
): ShadowLinks {
  return new Links(routes, deps);
}

class Links implements ShadowLinks {
  readonly #routes: readonly ShadowRoute[];
  readonly #deps: ShadowLinksDeps;
  readonly #followed = new Map<LinkId, Followed>();
  /** By tenant and station. */
  readonly #sessions = new Map<string, Kept>();
  readonly #closing = new Set<Promise<void>>();

  constructor(routes: readonly ShadowRoute[], deps: ShadowLinksDeps) {
    this.#routes = routes;
    this.#deps = deps;
  }

  take(record: SpoolRecord, isLive: boolean): void {
    const { linkId } = record;
    switch (record.kind) {
      case "link-opened":
        if (isFollowable(record.body)) this.#follow({ linkId, ...placeOf(record.body) });
        if (isLive) this.#up(linkId);
        break;
      case "link-closed":
        this.#down(linkId);
        break;
      case "message":
        this.#said(record, isLive);
        break;
      case "gap":
        this.#sessionOf(linkId)?.gap("messages of its link were not recorded");
        break;
      case "note":
        if (record.body.note === "relay-started") this.#downAll(record.body.instance);
        if (record.body.note === "opaque") this.#sessionOf(linkId)?.gap("its link is opaque");
        break;
      case "link-refused":
      case "control-frame":
        break;
    }
  }

  restore(links: readonly KnownLink[]): void {
    for (const link of links) this.#follow(link);
  }

  begin(): void {
    for (const { linkId, survey } of this.#followed.values()) {
      this.#up(linkId);
      for (const item of survey.items()) this.#sessionOf(linkId)?.put(item);
    }
  }

  open(): readonly KnownLink[] {
    return [...this.#followed.values()].map(({ linkId, target, instance }) => ({
      ...{ linkId, target, instance },
    }));
  }

  gapAll(reason: string): void {
    for (const { session } of this.#sessions.values()) session.gap(reason);
  }

  isSettled(): boolean {
    return [...this.#sessions.values()].every(({ session }) => session.isSettled());
  }

  counts() {
    const all = [...this.#sessions.values()];
    const connected = all.filter(({ session }) => session.isConnected()).length;
    return { stations: all.length, connected };
  }

  async letGo(name: string): Promise<void> {
    for (const [key, kept] of this.#sessions) {
      if (name !== shadowNameOf(key)) continue;
      const isRested = async () => kept.linkIds.size === 0 && kept.session.isSettled();
      const isWhole = await soon(isRested, limits.handoverEndMs);
      if (!isWhole) kept.session.gap("the station was moved before all of it was played");
      if (this.#sessions.get(key) === kept) await this.#release(key);
    }
  }

  async close(): Promise<void> {
    for (const key of [...this.#sessions.keys()]) void this.#release(key);
    await Promise.all(this.#closing);
  }

  #follow(link: KnownLink): void {
    // Its query is for the primary CSMS alone.
    const [path = ""] = link.target.split("?");
    const routed = findRoute(this.#routes, path);
    const route = this.#routes.find((each) => each === routed?.route);
    if (routed === null || route === undefined) return;
    const { stationId, upstreamTarget: csmsTarget } = routed;
    if (this.#followed.size >= limits.shadowStationsMax) {
      this.#deps.observe({ name: "shadowGapped", stationId, reason: "too many links" });
      return;
    }
    const survey = createSurvey();
    this.#followed.set(link.linkId, {
      ...link,
      target: path,
      stationId,
      route,
      csmsTarget,
      survey,
    });
  }

  #up(linkId: LinkId): void {
    const followed = this.#followed.get(linkId);
    if (followed === undefined) return;
    const { stationId, route, csmsTarget: target } = followed;
    const key = keyOf(followed);
    const { simulateAccept } = route;
    const facts = { stationId, route, target, simulateAccept, handover: this.#handoverOf(key) };
    const kept = this.#sessions.get(key) ?? {
      session: new ShadowSession(facts, this.#deps),
      linkIds: new Set(),
      idle: null,
    };
    if (kept.idle !== null) clearTimeout(kept.idle);
    kept.idle = null;
    kept.linkIds.add(linkId);
    this.#sessions.set(key, kept);
    kept.session.put(neededItem({ kind: "up", linkId }));
  }

  /** A station that was promoted comes back where one of the links here is its newest. */
  #handoverOf(key: string): Handover | null {
    const { handover } = this.#deps;
    if (handover === undefined) return null;
    const isHere = async () => {
      for (const linkId of this.#sessions.get(key)?.linkIds ?? []) {
        const target = this.#followed.get(linkId)?.target;
        if (target !== undefined && (await handover.isNewest(target, linkId))) return true;
      }
      return false;
    };
    return {
      other: key,
      isWanted: async (isAway) => isAway && (await soon(isHere, limits.handoverSeenMs)),
      ask: handover.ask,
    };
  }

  #sessionOf(linkId: LinkId): ShadowSession | null {
    const followed = this.#followed.get(linkId);
    return followed === undefined ? null : (this.#sessions.get(keyOf(followed))?.session ?? null);
  }

  #down(linkId: LinkId): void {
    const followed = this.#followed.get(linkId);
    if (followed === undefined) return;
    const key = keyOf(followed);
    this.#sessionOf(linkId)?.put(neededItem({ kind: "down", linkId }));
    this.#followed.delete(linkId);
    const kept = this.#sessions.get(key);
    kept?.linkIds.delete(linkId);
    if (kept === undefined || kept.linkIds.size > 0) return;
    kept.idle ??= setTimeout(() => void this.#release(key), limits.shadowIdleMs);
    if (this.#sessions.size > limits.shadowStationsMax) void this.#release(key);
  }

  /** A relay has started: all links of the one before are over; those of other relays are not. */
  #downAll(instance: string): void {
    for (const [linkId, link] of [...this.#followed]) {
      if (link.instance === null || link.instance === instance) this.#down(linkId);
    }
  }

  async #release(key: string): Promise<void> {
    const kept = this.#sessions.get(key);
    if (kept === undefined) return;
    this.#sessions.delete(key);
    if (kept.idle !== null) clearTimeout(kept.idle);
    const closed = kept.session.close();
    this.#closing.add(closed);
    await closed.finally(() => this.#closing.delete(closed));
  }

  #said(record: MessageRecord, isLive: boolean): void {
    const followed = this.#followed.get(record.linkId);
    if (followed === undefined) return;
    const { linkId, seq, sender, receivedAtUs: atUs, payload, payloadBytes } = record;
    const { opcode, isTruncated } = record;
    const framing = { opcode, isTruncated, payloadBytes, version: "1.6" } as const;
    const message = parseMessage(payload, framing);
    const said: Omit<SaidItem, "kind"> = { sender, message, ref: { linkId, seq }, atUs };
    if (isLive) this.#sessionOf(linkId)?.put(saidItem(said, payload.length));
    else followed.survey.said(said);
  }
}

function keyOf({ stationId, route }: Followed): string {
  return ownNameOf(route.translate.tenant, stationId);
}

function placeOf({ target, instance }: LinkOpened): Omit<KnownLink, "linkId"> {
  return { target, instance };
}

/** Where nothing was selected, it is 1.6 as like as not: most such stations are old. */
function isFollowable({ mode, leg, subprotocol }: LinkOpened): boolean {
  const version = versionOfSubprotocol(subprotocol) ?? (subprotocol === null ? "1.6" : null);
  return mode === "transparent" && (leg ?? "both") === "both" && version === "1.6";
}
