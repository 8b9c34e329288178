/**
 * Stations across instances and workers: what `relay/presence.ts` promises within one process, and
 * docs/decisions/0004-redial.md explains.
 *
 * In: links that open and end here, messages of others. Out: stale links closed, here and there.
 * Promised: a link is closed for a newcomer that its CSMS accepted elsewhere, or one that proves to
 * be the same station while the link is silent, and for no other; an accepted station waits for
 * nothing here, a refused one only as long as somebody is heard of.
 */
import { randomUUID } from "node:crypto";
import type { Clock } from "../base/clock.ts";
import { problemOf } from "../base/errors.ts";
import { type LinkId, parseLinkId } from "../base/ids.ts";
import { limits } from "../base/limits.ts";
import type { Observe } from "../observe/events.ts";
import type { Gone } from "../relay/early-bytes.ts";
import type { Elsewhere } from "../relay/elsewhere.ts";
import type { Link } from "../relay/links.ts";
import type { Newcomer, Presence } from "../relay/presence.ts";
import { type Board, type Holding, inboxOf } from "./board.ts";
import { createHeldLinks, type HeldLinks } from "./held-links.ts";
import { type PresenceMessage, parsePresenceMessage } from "./presence-messages.ts";

export type FleetPresence = Elsewhere & {
  /** The relay's own, once it runs: it answers for the links here. */
  readonly answerWith: (presence: Presence) => void;
  readonly beat: () => void;
  readonly count: () => number;
  readonly close: () => Promise<void>;
};

export type FleetPresenceDeps = {
  readonly board: Board;
  readonly clock: Clock;
  readonly observe: Observe;
  /** How long a silence must last; the wait for an outcome is that and a little. */
  readonly ghostSilenceMs: number;
};

type Reply = Extract<PresenceMessage, { readonly kind: "holding" | "outcome" }>;
type Asked = Extract<PresenceMessage, { readonly kind: "ask" }>;
type Proof = Extract<PresenceMessage, { readonly kind: "prove" }>;

export function createFleetPresence(deps: FleetPresenceDeps): FleetPresence {
  const presence = new PresenceThere(deps);
  return {
    held: (link) => presence.held(link),
    freed: (link) => presence.links.freed(link),
    endGhost: (newcomer, status, gone) => presence.endGhost(newcomer, status, gone),
    answerWith: (local) => presence.answerWith(local),
    beat: presence.links.beat,
    count: presence.links.count,
    close: () => presence.close(),
  };
}

class PresenceThere {
  readonly links: HeldLinks;
  readonly #deps: FleetPresenceDeps;
  readonly #openedAtUs = new WeakMap<Link, number>();
  readonly #waiting = new Map<string, (reply: Reply) => void>();
  /** Questions of others that have not proved who they are. */
  readonly #asked = new Map<string, Asked>();
  readonly #stop: () => void;
  #local: Presence | null = null;

  constructor(deps: FleetPresenceDeps) {
    const { board } = deps;
    this.#deps = deps;
    this.links = createHeldLinks({
      board,
      taken: (_mine, { run, key, linkId }) => this.#send(run, { kind: "superseded", key, linkId }),
      contested: (mine, other) => this.#contest(mine, other, false),
    });
    this.#stop = board.listen(inboxOf(board.me.run), (text) => this.#hear(text));
    board.onReady(this.links.sayAll);
  }

  held(link: Link): void {
    this.#openedAtUs.set(link, this.#deps.clock.nowUs());
    this.links.held(link);
  }

  answerWith(local: Presence): void {
    this.#local = local;
  }

  async endGhost(newcomer: Newcomer, status: number, gone: Gone): Promise<LinkId | null> {
    const { board, ghostSilenceMs } = this.#deps;
    if (!board.isReady() || this.#waiting.size >= limits.asksMax) return null;
    const holder = await within(limits.askAnswerMs, board.holderOf(newcomer.key), gone);
    if (holder === undefined || holder === null || holder.run === board.me.run) return null;
    const { run } = holder;
    const id = randomUUID();
    const from = board.me.run;
    const replies = repliesTo(id, this.#waiting, gone);
    try {
      this.#send(run, { kind: "ask", from, id, key: newcomer.key, status });
      const first = await replies.next(limits.askAnswerMs);
      if (first?.kind !== "holding") return null;
      const digest = newcomer.digestUnder(Buffer.from(first.digestKey, "base64"));
      const { remoteAddress } = newcomer;
      this.#send(run, { kind: "prove", from, id, remoteAddress, digest });
      const second = await replies.next(ghostSilenceMs + limits.askEndMs);
      return second?.kind === "outcome" ? parseLinkId(second.ended ?? "") : null;
    } finally {
      replies.stop();
    }
  }

  async close(): Promise<void> {
    this.#stop();
    await this.links.close();
  }

  #send(run: string, message: PresenceMessage): void {
    void this.#deps.board.publish(inboxOf(run), JSON.stringify(message));
  }

  #ageMs(link: Link): number {
    const nowUs = this.#deps.clock.nowUs();
    return (nowUs - (this.#openedAtUs.get(link) ?? nowUs)) / 1000;
  }

  #contest(mine: Link, { run, key, linkId }: Holding, isReply: boolean): void {
    const from = this.#deps.board.me.run;
    const ageMs = this.#ageMs(mine);
    this.#send(run, { kind: "conflict", from, key, linkId, ageMs, isReply });
  }

  #supersede(link: Link): void {
    const { id: linkId, stationId } = link;
    const reason = "accepted elsewhere";
    this.#deps.observe({ name: "linkSuperseded", linkId, stationId, reason });
    void link.close("superseded");
  }

  #hear(text: string): void {
    const message = parsePresenceMessage(text);
    if (message === null) return;
    switch (message.kind) {
      case "superseded": {
        const link = this.links.of(message.key);
        if (link?.id === message.linkId) this.#supersede(link);
        return;
      }
      case "conflict":
        this.#settle(message);
        return;
      case "ask":
        this.#answerAsk(message);
        return;
      case "prove":
        void this.#answerProof(message);
        return;
      case "holding":
      case "outcome":
        this.#waiting.get(message.id)?.(message);
    }
  }

  /**
   * While the board was away the station went from one to the other. By how long ago things were,
   * because clocks differ: the older link is stale where nothing has come since the other began.
   */
  #settle(message: Extract<PresenceMessage, { readonly kind: "conflict" }>): void {
    const { key, from, linkId, isReply } = message;
    const mine = this.links.of(key);
    if (mine === null) return;
    const heardAtUs = mine.stationHeardAtUs();
    const silentMs = heardAtUs === null ? 0 : (this.#deps.clock.nowUs() - heardAtUs) / 1000;
    const isOlder = this.#ageMs(mine) > message.ageMs;
    if (isOlder && silentMs >= message.ageMs) {
      this.#supersede(mine);
    } else if (!isOlder && !isReply) {
      this.links.sayAgain(key);
      this.#contest(mine, { key, run: from, linkId }, true);
    }
  }

  #answerAsk(question: Asked): void {
    const { from, id, key } = question;
    const local = this.#local;
    if (this.links.of(key) === null || local === null || this.#asked.size >= limits.asksMax) {
      this.#send(from, { kind: "outcome", id, ended: null });
      return;
    }
    this.#asked.set(id, question);
    setTimeout(() => this.#asked.delete(id), limits.askAnswerMs * 2).unref();
    this.#send(from, { kind: "holding", id, digestKey: local.digestKey() });
  }

  async #answerProof({ id, digest, remoteAddress }: Proof): Promise<void> {
    const question = this.#asked.get(id);
    this.#asked.delete(id);
    if (question === undefined || this.#local === null) return;
    const { key, status, from } = question;
    const newcomer = { key, remoteAddress, authorizationDigest: digest };
    try {
      const ended = await this.#local.endGhostHere(newcomer, status, PATIENT);
      this.#send(from, { kind: "outcome", id, ended });
    } catch (thrown) {
      const problem = problemOf(thrown);
      this.#deps.observe({ name: "bug", role: "relay", where: "presence", problem });
    }
  }
}

/** For whom we answer may leave without our knowing. */
const PATIENT: Gone = { is: () => false, listen: () => undefined };

/** Undefined where it takes longer, or nobody waits any more. */
function within<Value>(ms: number, work: Promise<Value>, gone: Gone): Promise<Value | undefined> {
  return new Promise((resolve) => {
    const end = (value: Value | undefined) => {
      clearTimeout(timer);
      gone.listen(null);
      resolve(value);
    };
    const timer = setTimeout(() => end(undefined), ms);
    gone.listen(() => end(undefined));
    if (gone.is()) end(undefined);
    work.then(end, () => end(undefined));
  });
}

function repliesTo(id: string, waiting: Map<string, (reply: Reply) => void>, gone: Gone) {
  const come: Reply[] = [];
  let wake: ((reply: Reply) => void) | null = null;
  waiting.set(id, (reply) => {
    if (wake === null) come.push(reply);
    else wake(reply);
    wake = null;
  });
  return {
    next(ms: number): Promise<Reply | undefined> {
      const one = come.shift();
      if (one !== undefined) return Promise.resolve(one);
      const reply = new Promise<Reply>((resolve) => {
        wake = resolve;
      });
      return within(ms, reply, gone);
    },
    stop: () => void waiting.delete(id),
  };
}
