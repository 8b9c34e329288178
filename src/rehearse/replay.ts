/**
 * One station's recorded conversation, played through the translator itself. In: what station and
 * old CSMS said to each other, in order of arrival, 1.6. Out: what came of it for a 2.0.1 CSMS that
 * takes everything: messages, losses, refusals. Promised: nothing is sent anywhere, no clock is
 * read, and one conversation gives the same answer each time.
 */
import type { Sender } from "../base/ids.ts";
import { limits } from "../base/limits.ts";
import type { Json, JsonObject, OcppMessage } from "../exchange/message.ts";
import { textIn } from "../findings/fields.ts";
import { dueMs, type Input, step } from "../translate/core.ts";
import { fieldOf } from "../translate/json.ts";
import type { LossId } from "../translate/ledger.ts";
import type { LegName } from "../translate/live.ts";
import type { Settings } from "../translate/settings.ts";
import { createExchanges } from "../translate/shadow/exchanges.ts";
import { refusalOf, standIn } from "../translate/shadow/stand-in.ts";
import type { Cause, State } from "../translate/state.ts";
import { restored } from "../translate/storage.ts";
import type { Effect, OutgoingMessage } from "../translate/turn.ts";
import type { Example } from "./report.ts";
import { acceptAll } from "./stand-in-csms.ts";

export type Heard = Example & {
  readonly atUs: number;
  readonly sender: Sender;
  readonly message: OcppMessage;
};

export type Tally = { readonly count: number; readonly example: Example | null };
export type DetailedTally = Tally & { readonly detail: string };

export type Rehearsed = {
  /** As the translator remembers the station at the end. */
  readonly state: State;
  readonly nowMs: number;
  readonly messages: number;
  /** Action of the station → action towards the CSMS; "" for what no message caused. */
  readonly became: ReadonlyMap<string, ReadonlyMap<string, number>>;
  readonly losses: ReadonlyMap<LossId, DetailedTally>;
  /** Calls of the station that were answered with an error, by action. */
  readonly refused: ReadonlyMap<string, DetailedTally>;
  /** Messages of the translator that could not be sent, by action. */
  readonly deadLetters: ReadonlyMap<string, DetailedTally>;
  readonly tokenTypes: ReadonlyMap<string, number>;
  /** Of DataTransfers of the station: what they became; null for nothing. By `transferKey`. */
  readonly transfers: ReadonlyMap<string, string | null>;
};

export type Rehearsal = {
  readonly hear: (heard: Heard) => void;
  readonly end: () => Rehearsed;
};

/** A record may begin in the middle: time for the translator to make up a boot. Unit: ms. */
const BEFORE_MS = 60_000;
/** Not random: message ids of a rehearsal go nowhere. */
const SALT = "0".repeat(16);

export function transferKey(payload: unknown): string {
  const [vendorId, messageId] = [textIn(payload, "vendorId"), textIn(payload, "messageId")];
  return JSON.stringify([vendorId, messageId]);
}

/**
 * `settings`: as of a shadow. `boot`: the station's newest BootNotification.req, for a record that
 * begins later; null for none known.
 */
export function createRehearsal(
  stationId: string,
  settings: Settings,
  boot: Json | null,
): Rehearsal {
  const playing = new Playing(restored(stationId, SALT, []), settings, boot);
  return { hear: (heard) => playing.hear(heard), end: () => playing.end() };
}

type Played = Pick<OcppMessage & { type: "call" }, "action"> & { readonly example: Example };

class Playing {
  readonly #settings: Settings;
  readonly #boot: Json | null;
  readonly #exchanges = createExchanges();
  readonly #links = new Set<string>();
  /** Calls of the station by the reference that the translator gives back. */
  readonly #calls = new Map<string, Played>();
  /** Calls of the station that wait for an answer, by message id. */
  readonly #asked = new Map<string, Played>();
  /** By reference: a DataTransfer's key. */
  readonly #transferOf = new Map<string, string>();
  readonly #became = new Map<string, Map<string, number>>();
  readonly #losses = new Map<LossId, DetailedTally>();
  readonly #refused = new Map<string, DetailedTally>();
  readonly #deadLetters = new Map<string, DetailedTally>();
  readonly #tokenTypes = new Map<string, number>();
  readonly #transfers = new Map<string, string | null>();
  #state: State;
  #nowMs = 0;
  #messages = 0;
  #current: Example | null = null;

  constructor(state: State, settings: Settings, boot: Json | null) {
    this.#state = state;
    this.#settings = settings;
    this.#boot = boot;
  }

  hear(heard: Heard): void {
    const { atUs, linkId, seq, sender, message } = heard;
    const atMs = Math.floor(atUs / 1_000);
    const isFirst = this.#nowMs === 0;
    if (isFirst) this.#nowMs = atMs - BEFORE_MS;
    if (!this.#links.has(linkId)) this.#connect(linkId, { isFirst, message, atMs });
    this.#passTime(atMs);
    this.#messages += 1;
    this.#current = { linkId, seq };
    if (sender === "station") this.#stationSaid(message, { linkId, seq }, atUs / 1_000);
    else this.#csmsSaid(message, atUs / 1_000);
    this.#current = null;
  }

  end(): Rehearsed {
    return {
      ...{ state: this.#state, nowMs: this.#nowMs, messages: this.#messages },
      ...{ became: this.#became, losses: this.#losses, refused: this.#refused },
      ...{ deadLetters: this.#deadLetters, tokenTypes: this.#tokenTypes },
      transfers: this.#transfers,
    };
  }

  /** The first begins before its first message, so that a boot can be made up where none comes. */
  #connect(
    linkId: string,
    { isFirst, message, atMs }: { isFirst: boolean; message: OcppMessage; atMs: number },
  ): void {
    this.#links.add(linkId);
    const isBoot = message.type === "call" && message.action === "BootNotification";
    if (!isFirst || isBoot) this.#passTime(atMs);
    this.#exchanges.clear();
    this.#asked.clear();
    for (const leg of ["station", "csms"] as const) this.#take({ kind: "legDown", leg });
    if (isFirst && !isBoot && this.#boot !== null) {
      const exchange = { action: "BootNotification", request: this.#boot, result: {} };
      this.#take({ kind: "overheard", exchange });
    }
    for (const leg of ["station", "csms"] as const) this.#take({ kind: "legUp", leg });
  }

  #stationSaid(message: OcppMessage, example: Example, atMs: number): void {
    if (message.type === "callResult" || message.type === "callError") {
      const exchange = this.#exchanges.stationAnswer(message);
      if (exchange !== null) this.#take({ kind: "overheard", exchange });
      return;
    }
    if (message.type !== "call") return;
    const { messageId, action, callPayload } = message;
    const ref = `${example.linkId}/${example.seq}`;
    this.#exchanges.stationCall({ ...message, atMs });
    this.#calls.set(ref, { action, example });
    this.#asked.delete(messageId);
    this.#asked.set(messageId, { action, example });
    const [oldest] = this.#asked.keys();
    if (this.#asked.size > limits.shadowCallsMax && oldest !== undefined) {
      this.#asked.delete(oldest);
    }
    if (action === "DataTransfer") {
      const key = transferKey(callPayload);
      this.#transferOf.set(ref, key);
      if (!this.#transfers.has(key)) this.#transfers.set(key, null);
    }
    this.#take({ kind: "message", leg: "station", message, ref });
  }

  #csmsSaid(message: OcppMessage, atMs: number): void {
    if (message.type === "call") {
      this.#exchanges.csmsCall({ ...message, atMs });
    } else if (message.type === "callResult" || message.type === "callError") {
      const { overheard } = this.#exchanges.primaryAnswer(message, atMs);
      if (overheard !== null) this.#take({ kind: "overheard", exchange: overheard });
    }
  }

  #passTime(untilMs: number): void {
    for (let ticks = 0; ticks < limits.rehearsedTicksMax; ticks += 1) {
      const due = dueMs(this.#state, this.#settings);
      if (due > untilMs) break;
      this.#nowMs = Math.max(due, this.#nowMs + limits.tickMsMin);
      this.#take({ kind: "tick" });
    }
    this.#nowMs = Math.max(this.#nowMs, untilMs);
  }

  /** What effects bring about comes back as inputs of the same moment. */
  #take(first: Input): void {
    const inputs: Input[] = [first];
    for (let input = inputs.shift(); input !== undefined; input = inputs.shift()) {
      const before = isNewLink(input) ? {} : this.#state.live.losses;
      const { state, effects } = step(this.#state, input, {
        nowMs: this.#nowMs,
        settings: this.#settings,
      });
      this.#state = state;
      this.#countLosses(before, effects);
      for (const effect of effects) {
        const answer = this.#do(effect);
        if (answer !== null) inputs.push(answer);
      }
    }
  }

  /** The ledger's own counts: only some of the losses are told as effects. */
  #countLosses(before: Readonly<Record<string, number>>, effects: readonly Effect[]): void {
    const { losses } = this.#state.live;
    if (losses === before) return;
    for (const [loss, count] of Object.entries(losses)) {
      const more = count - (before[loss] ?? 0);
      if (more <= 0) continue;
      const told = effects.find((each) => each.kind === "finding" && each.loss === loss);
      const example = (told?.kind === "finding" && this.#exampleOf(told.cause)) || this.#current;
      const detail = told?.kind === "finding" ? told.detail : "";
      add(this.#losses, loss as LossId, { count: more, example, detail });
    }
  }

  #do(effect: Effect): Input | null {
    if (effect.kind === "deadLetter") {
      const { action, problem } = effect;
      const tally = { count: 1, example: this.#current, detail: problem };
      add(this.#deadLetters, action, tally);
    }
    if (effect.kind !== "send") return null;
    const { leg, message, cause } = effect;
    if (message.type === "call") return this.#asks(leg, message, cause);
    if (leg === "station") this.#answered(message);
    return null;
  }

  /** A call of the translator, answered for whom it is meant for. */
  #asks(leg: LegName, message: OutgoingMessage & { type: "call" }, cause: Cause): Input {
    const { messageId, action, payload } = message;
    if (leg === "csms") this.#tell(action, payload, cause);
    const callPayload =
      leg === "csms"
        ? acceptAll(action, payload, this.#nowMs)
        : standIn(this.#state, action, payload);
    const answer =
      callPayload === null
        ? refusalOf(messageId, "GenericError")
        : { type: "callResult" as const, messageId, callPayload };
    return { kind: "message", leg, message: answer, ref: null };
  }

  #tell(action: string, payload: JsonObject, cause: Cause): void {
    const from = cause?.leg === "station" ? (this.#calls.get(cause.ref ?? "")?.action ?? "") : "";
    const became = this.#became.get(from) ?? new Map<string, number>();
    const event = action === "TransactionEvent" ? ` ${textIn(payload, "eventType")}` : "";
    became.set(action + event, (became.get(action + event) ?? 0) + 1);
    this.#became.set(from, became);
    const transfer = this.#transferOf.get(cause?.ref ?? "");
    if (transfer !== undefined) this.#transfers.set(transfer, action);
    const isToken = action === "Authorize" || event === " Started";
    const type = textIn(fieldOf(payload, "idToken"), "type");
    if (isToken && type !== "") this.#tokenTypes.set(type, (this.#tokenTypes.get(type) ?? 0) + 1);
  }

  #answered(message: Exclude<OutgoingMessage, { type: "call" }>): void {
    const asked = this.#asked.get(message.messageId);
    this.#asked.delete(message.messageId);
    if (message.type !== "callError" || asked === undefined) return;
    const { code, description } = message;
    const tally = { count: 1, example: asked.example, detail: `${code}: ${description}` };
    add(this.#refused, asked.action, tally);
  }

  #exampleOf(cause: Cause): Example | null {
    return this.#calls.get(cause?.ref ?? "")?.example ?? null;
  }
}

function isNewLink(input: Input): boolean {
  return input.kind === "legUp" && input.leg === "station";
}

/** The first example stays. */
function add<Key>(tallies: Map<Key, DetailedTally>, key: Key, tally: DetailedTally): void {
  const known = tallies.get(key);
  const { count, example, detail } = tally;
  tallies.set(key, {
    count: (known?.count ?? 0) + count,
    example: known?.example ?? example,
    detail: known?.detail || detail,
  });
}
