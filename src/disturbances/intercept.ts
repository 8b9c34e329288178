/**
 * Disturbances at work on one link. In: whole messages of both senders. Out: the same, but for
 * those that a disturbance of the link's station has chosen. Promised: what is not chosen goes on in its
 * order; what was done stands in the record, by the seq of the message it was done to; what is held
 * goes on, in its order, as soon as its disturbance or the link ends.
 */
import type { Clock } from "../base/clock.ts";
import { otherSender, type Sender, senders } from "../base/ids.ts";
import { limits } from "../base/limits.ts";
import type { Deed } from "../config/disturbance.ts";
import { decodeText } from "../exchange/decode.ts";
import type { Observe } from "../observe/events.ts";
import type {
  Intercept,
  InterceptedLink,
  InterceptLine,
  OpenIntercept,
  SeenMessage,
} from "../relay/intercept.ts";
import type { FaultOnPurpose } from "../spool/intercept-notes.ts";
import type { Active } from "./active.ts";
import { corrupted } from "./corrupt.ts";
import type { InForce } from "./in-force.ts";
import { createLane, type Lane, type Wait } from "./lane.ts";
import { createTraitsReader, type ReadTraits, type TraitsReader } from "./traits.ts";

export type DisturbDeps = {
  readonly inForce: InForce;
  readonly clock: Clock;
  readonly wait: Wait;
  readonly observe: Observe;
};

export function disturbing(deps: DisturbDeps): OpenIntercept {
  return (link, line) => new Disturber(link, line, deps);
}

/** A message that a disturbance has chosen. */
type Chosen = { readonly active: Active; readonly message: SeenMessage };

type Done = Pick<FaultOnPurpose, "did" | "detail"> & { readonly made?: number };

class Disturber implements Intercept {
  readonly #link: InterceptedLink;
  readonly #line: InterceptLine;
  readonly #inForce: InForce;
  readonly #observe: Observe;
  readonly #lanes: Readonly<Record<Sender, Lane>>;
  /** Answers of ours that could not be put in yet, by whose place they are in. */
  readonly #owed: Readonly<Record<Sender, (() => boolean)[]>> = { station: [], csms: [] };
  readonly #stopWatching: () => void;
  /** It has been said that it can do nothing here. */
  readonly #powerless = new Set<Active>();
  readonly #clock: Clock;
  /** Null: nothing is in force, and nothing is remembered. */
  #read: TraitsReader | null = null;

  constructor(link: InterceptedLink, line: InterceptLine, deps: DisturbDeps) {
    this.#link = link;
    this.#line = line;
    this.#inForce = deps.inForce;
    this.#clock = deps.clock;
    this.#observe = deps.observe;
    this.#lanes = { station: createLane(deps.wait), csms: createLane(deps.wait) };
    this.#stopWatching = deps.inForce.watch(() => this.#changed());
  }

  isOn(sender: Sender): boolean {
    return this.#active().some((active) => active.concerns(sender));
  }

  message(message: SeenMessage): boolean {
    const active = this.#active();
    if (active.length === 0) {
      this.#read = null;
      return this.#follow(message);
    }
    this.#read ??= createTraitsReader();
    const traits = this.#read(message);
    if (message.hasGone) return true;
    const chosen = active.find((each) => each.chooses(traits));
    return chosen === undefined
      ? this.#follow(message)
      : this.#act({ active: chosen, message }, traits);
  }

  ending(sender: Sender): void {
    this.#lanes[sender].end();
  }

  canSend(sender: Sender): void {
    this.#lanes[sender].pump();
    const owed = this.#owed[sender];
    while (owed[0]?.() === true) owed.shift();
  }

  close(): void {
    this.#stopWatching();
    for (const sender of senders) this.#lanes[sender].end();
  }

  // ────────────────────

  #active(): readonly Active[] {
    return this.#inForce.of(this.#link.stationId);
  }

  #changed(): void {
    const active = new Set<object>(this.#active());
    for (const sender of senders) this.#lanes[sender].release((owner) => active.has(owner));
  }

  /** Behind what is held, if anything is. */
  #follow(message: SeenMessage): boolean {
    if (message.hasGone) return true;
    const lane = this.#lanes[message.sender];
    if (lane.isEmpty() && !lane.isNextAwaited()) return true;
    lane.hold({ seq: message.seq, owner: null, go: () => this.#pass(message) }, 0);
    return false;
  }

  #pass(message: SeenMessage): true {
    this.#line.pass(message);
    return true;
  }

  #act(chosen: Chosen, traits: ReadTraits): boolean {
    const { does } = chosen.active.kept.disturbance;
    const fixed = this.#link.fixedBecause(chosen.message.sender);
    if (fixed !== null && takesAway(does)) return this.#cannot(chosen, fixed);
    switch (does.kind) {
      case "delay":
        return this.#delay(chosen, does.ms);
      case "drop":
        this.#line.drop(chosen.message);
        return this.#done(chosen, { did: "dropped", detail: "it did not go on" });
      case "duplicate":
        return this.#duplicate(chosen);
      case "reorder":
        return this.#reorder(chosen, does.ms ?? limits.disturbanceReorderMs);
      case "corrupt":
        return this.#corrupt(chosen, does.how);
      case "answer":
        return this.#answer(chosen, does, traits.messageId);
      case "close":
        return this.#close(chosen, does);
    }
  }

  #delay(chosen: Chosen, ms: number): boolean {
    const { active: owner, message } = chosen;
    const go = () => {
      this.#line.pass(message);
      this.#done(chosen, { did: "delayed", detail: `it was held for ${this.#heldMs(message)} ms` });
      return true;
    };
    this.#lanes[message.sender].hold({ seq: message.seq, owner, go }, ms);
    return false;
  }

  #duplicate(chosen: Chosen): boolean {
    const { message } = chosen;
    const text = textOf(message);
    if (text === null) return this.#cannot(chosen, "it is no whole text");
    let isPassed = false;
    const go = () => {
      if (!isPassed) this.#line.pass(message);
      isPassed = true;
      return this.#made(chosen, text, { did: "duplicated", detail: "a copy went on behind it" });
    };
    this.#lanes[message.sender].hold({ seq: message.seq, owner: null, go }, 0);
    return false;
  }

  #reorder(chosen: Chosen, ms: number): boolean {
    const { active: owner, message } = chosen;
    const lane = this.#lanes[message.sender];
    // It is itself what another one waits for.
    if (lane.isNextAwaited()) return this.#follow(message);
    const go = () => {
      this.#line.pass(message);
      const detail = `it waited ${this.#heldMs(message)} ms for the next one to go first`;
      this.#done(chosen, { did: "reordered", detail });
      return true;
    };
    lane.putBehindNext({ seq: message.seq, owner, go }, ms);
    return false;
  }

  #corrupt(chosen: Chosen, how: Extract<Deed, { kind: "corrupt" }>["how"]): boolean {
    const { message } = chosen;
    const text = textOf(message);
    const broken = text === null ? null : corrupted(text, how);
    if (broken === null) return this.#cannot(chosen, `nothing in it can be broken by ${how}`);
    const go = () => {
      const detail = `a copy broken by ${how} went on in its place`;
      const isMade = this.#made(chosen, broken, { did: "corrupted", detail });
      if (isMade) this.#line.drop(message);
      return isMade;
    };
    this.#lanes[message.sender].hold({ seq: message.seq, owner: null, go }, 0);
    return false;
  }

  #answer(chosen: Chosen, does: Extract<Deed, { kind: "answer" }>, id: string | null): boolean {
    const { message } = chosen;
    const place = otherSender(message.sender);
    const owed = this.#owed[place];
    if (id === null || owed.length >= limits.disturbanceCallsMax) return this.#follow(message);
    const { result, error } = does;
    const answer =
      error === undefined
        ? [3, id, result ?? {}]
        : [4, id, error.code, error.description ?? "", error.details ?? {}];
    this.#line.drop(message);
    const detail = `it did not go on; ocpptap answered it in the ${place}'s place`;
    const send = () =>
      this.#made(chosen, JSON.stringify(answer), { did: "answered", detail }, place);
    if (owed.length > 0 || !send()) owed.push(send);
    return false;
  }

  #close(chosen: Chosen, { code, reason }: Extract<Deed, { kind: "close" }>): boolean {
    const { message } = chosen;
    for (const sender of senders) this.#lanes[sender].release(() => false);
    this.#line.drop(message);
    const detail =
      code === undefined
        ? "it did not go on; both connections were reset"
        : `it did not go on; the link was closed with ${code}`;
    this.#done(chosen, { did: "closed", detail });
    if (code === undefined) this.#line.abort();
    else this.#line.close(code, reason ?? "");
    return false;
  }

  #heldMs({ receivedAtUs }: SeenMessage): number {
    return Math.max(0, Math.round((this.#clock.nowUs() - receivedAtUs) / 1000));
  }

  /** False: it cannot be put in now. */
  #made(chosen: Chosen, text: string, done: Done, as = chosen.message.sender): boolean {
    const made = this.#line.send(as, text, `fault ${chosen.active.kept.name}`);
    if (made === null) return false;
    this.#done(chosen, { ...done, made });
    return true;
  }

  #cannot(chosen: Chosen, why: string): boolean {
    const { active } = chosen;
    if (!this.#powerless.has(active)) this.#done(chosen, { did: "nothing", detail: why });
    this.#powerless.add(active);
    return this.#follow(chosen.message);
  }

  /** For the record, and the log. The message itself has been seen to. */
  #done({ active, message }: Chosen, { did, detail, made }: Done): false {
    const { name: fault } = active.kept;
    const { seq, sender } = message;
    const { linkId, stationId } = this.#link;
    this.#line.note({
      ...{ note: "fault-on-purpose", fault, seq, sender, did, detail },
      ...(made !== undefined && { made }),
    });
    this.#observe({ name: "faultActed", linkId, stationId, fault, did });
    return false;
  }
}

/** Of a sender whose later messages need those before them, nothing may be missing or elsewhere. */
function takesAway({ kind }: Deed): boolean {
  return kind === "drop" || kind === "reorder" || kind === "corrupt" || kind === "answer";
}

function textOf({ isWhole, payload }: SeenMessage): string | null {
  return isWhole && payload.length > 0 ? decodeText(payload) : null;
}
