/**
 * The Middle of a route that translates: the pure core, driven. In: a station whose state is to be
 * taken from the store, then what its legs bring. Out: what the core says, in its order. Promised:
 * what a step writes is durable before anything of that step, or of a later one, is sent; what was
 * said to a leg never reaches a later one of the same name; a fault ends this dialogue only, and
 * the store keeps what it had.
 */
import { randomBytes } from "node:crypto";
import type { Clock } from "../base/clock.ts";
import { OperationalError, problemOf } from "../base/errors.ts";
import type { StationId } from "../base/ids.ts";
import { limits } from "../base/limits.ts";
import type { TranslateConfig } from "../config/translate.ts";
import type { OcppMessage } from "../exchange/message.ts";
import { parseMessage } from "../exchange/parse.ts";
import type { OpenState, StateStore } from "../fleet/state-store.ts";
import type { Observe } from "../observe/events.ts";
import { createBackOff } from "../relay/back-off.ts";
import type { Dialogue, LegMessage, LegName, Line, Middle, Way } from "../relay/middle.ts";
import type { MessageRef } from "../spool/record.ts";
import { dueMs, type Input, step } from "./core.ts";
import { type Handover, openHandedOver, ownNameOf, shadowNameOf } from "./handover.ts";
import { createHeldTogether, createHeldWrites, type HeldTogether } from "./held-writes.ts";
import { ledger } from "./ledger.ts";
import { type Settings, settingsOf } from "./settings.ts";
import type { Overheard } from "./shadow/overheard.ts";
import type { State } from "./state.ts";
import { restored, type Write } from "./storage.ts";
import { type Effect, isSaying } from "./turn.ts";
import { endpointsOf } from "./upstream.ts";
import { refOf, wireText } from "./wire-text.ts";

export type MiddleDeps = {
  readonly store: StateStore;
  readonly clock: Clock;
  readonly observe: Observe;
};

/** How stations come here from their shadows, and go back to them. */
export type HandingOver = {
  /** Whether stations of this tenant have shadows. */
  readonly isShadowed: (tenant: string) => boolean;
  readonly ask: Handover["ask"];
  /** Says what ends it for another; the result is called when it is over by itself. */
  readonly opened: (name: string, letGo: () => Promise<void>) => () => void;
};

export function createMiddle(
  config: TranslateConfig,
  deps: MiddleDeps & { readonly handing?: HandingOver },
): Middle {
  const settings = settingsOf(config);
  const together = createHeldTogether();
  const { tenant } = config;
  const { handing } = deps;
  return {
    subprotocols: { station: `ocpp${config.station}`, csms: `ocpp${config.csms}` },
    async open(stationId, line) {
      const name = ownNameOf(tenant, stationId);
      const opening = { name, stationId, line, settings, together };
      if (handing === undefined) return openDialogue(opening, deps);
      const handover: Handover = {
        other: shadowNameOf(name),
        isWanted: async (isAway) => isAway || handing.isShadowed(tenant),
        ask: handing.ask,
      };
      let over: () => void = () => undefined;
      const dialogue = await openDialogue({ ...opening, handover, onOver: () => over() }, deps);
      over = handing.opened(name, dialogue.handOver);
      return dialogue;
    },
  };
}

/** What a shadow needs beside: it hears more than its legs, and speaks for the station. */
export type TranslatedDialogue = Dialogue & {
  /** As `message`, parsed. `ref`: null for one that ocpptap made. */
  readonly heard: (leg: LegName, message: OcppMessage, ref: MessageRef | null) => boolean;
  readonly overheard: (exchange: Overheard) => void;
  readonly state: () => State;
  /** Another drives the station from now on: it ends as if it were taken, unless it is here. */
  readonly handOver: () => Promise<void>;
};

/**
 * Rejects as `StateStore.open` does. `name`: under which its state is stored. `together`: absent,
 * it writes by itself.
 */
export async function openDialogue(
  opening: Pick<Opened, "stationId" | "line" | "settings"> &
    Partial<Pick<Opened, "together" | "onOver">> & {
      readonly name: string;
      /** Absent: its state is under one name only. */
      readonly handover?: Handover;
    },
  deps: MiddleDeps,
): Promise<TranslatedDialogue> {
  const { name, together = createHeldTogether(), handover, ...same } = opening;
  const { stationId } = opening;
  const stored = await (handover === undefined
    ? deps.store.open(name)
    : openHandedOver({ name, stationId, handover }, deps));
  const salt = randomBytes(8).toString("hex");
  const state = restored(opening.stationId, salt, stored.documents);
  return new OpenDialogue({ ...same, together, stored, state }, deps);
}

type Opened = {
  readonly stationId: StationId;
  readonly line: Line;
  readonly stored: OpenState;
  readonly state: State;
  readonly settings: Settings;
  readonly together: HeldTogether;
  readonly onOver?: () => void;
};

/** An effect, and which WebSocket of each leg it was meant for. */
type Waiting = { readonly effect: Effect; readonly legs: Readonly<Record<LegName, number>> };

/** After these the store will not take the same write again. */
const FINAL = new Set(["STATE_TAKEN", "STATE_CLOSED", "STATE_LIMIT"]);

/** Beside the state's own documents, which have other names. */
const KEEPSAKE = "bridge/keepsake";

/** `setTimeout` takes no more. */
const TIMER_MS_MAX = 2 ** 31 - 1;

class OpenDialogue implements TranslatedDialogue {
  readonly #opened: Opened;
  readonly #deps: MiddleDeps;
  #state: State;
  readonly #inputs: Input[] = [];
  readonly #effects: Waiting[] = [];
  /** How often each leg has come up. */
  #legs: Readonly<Record<LegName, number>> = { station: 0, csms: 0 };
  #keepsake: string | null;
  #isStepping = false;
  #isPumping = false;
  #isWriting = false;
  #isFull = false;
  #isOver = false;
  #timer: NodeJS.Timeout | null = null;
  readonly #held = createHeldWrites();
  readonly #writeAlong = () => this.#writeHeld();
  #onIdle: (() => void) | null = null;

  constructor(opened: Opened, deps: MiddleDeps) {
    this.#opened = opened;
    this.#deps = deps;
    this.#state = opened.state;
    const kept = opened.stored.documents.find(({ key }) => key === KEEPSAKE)?.value;
    this.#keepsake = typeof kept === "string" ? kept : null;
    this.#arm();
  }

  legUp(leg: LegName, wayId: string | null): void {
    this.#take({ kind: "legUp", leg, endpoint: wayId });
  }

  legDown(leg: LegName): void {
    this.#take({ kind: "legDown", leg });
  }

  message(leg: LegName, { opcode, payload, ref }: LegMessage): boolean {
    const version = this.#opened.settings.versions[leg];
    const framing = { opcode, isTruncated: false, payloadBytes: payload.length, version };
    return this.heard(leg, parseMessage(payload, framing), ref);
  }

  heard(leg: LegName, message: OcppMessage, from: MessageRef | null): boolean {
    const ref = from === null ? null : `${from.linkId}/${from.seq}`;
    this.#take({ kind: "message", leg, message, ref });
    if (this.#effects.length >= limits.waitingEffectsMax) this.#isFull = true;
    return !this.#isFull;
  }

  overheard(exchange: Overheard): void {
    this.#take({ kind: "overheard", exchange });
  }

  state(): State {
    return this.#state;
  }

  ways(): readonly Way[] {
    return endpointsOf(this.#state);
  }

  keepsake(): string | null {
    return this.#keepsake;
  }

  keep(keepsake: string): void {
    if (this.#isOver || keepsake === this.#keepsake) return;
    this.#keepsake = keepsake;
    const writes = [{ key: KEEPSAKE, value: keepsake }];
    this.#effects.push({ effect: { kind: "write", writes, due: "now" }, legs: this.#legs });
    this.#pump();
  }

  async release(): Promise<void> {
    if (!this.#isOver && !this.#isIdle()) {
      this.#writeHeld();
      const { promise, resolve } = Promise.withResolvers<void>();
      this.#onIdle = resolve;
      await promise;
    }
    this.#finish();
    await this.#opened.stored.release();
  }

  readonly handOver = async (): Promise<void> => {
    if (this.#isOver || this.#state.live.station.upSinceMs !== null) return;
    await this.release();
    this.#opened.line.end({ problem: "its state is driven by another", isTaken: true });
  };

  // ── steps ────────────────────

  #take(input: Input): void {
    if (this.#isOver) return;
    this.#inputs.push(input);
    this.#run();
  }

  /** What effects bring about comes back here: the inputs of one step after the other. */
  #run(): void {
    if (this.#isStepping) return;
    this.#isStepping = true;
    try {
      for (;;) {
        const input = this.#inputs.shift();
        if (input === undefined || this.#isOver) break;
        this.#step(input);
      }
    } catch (thrown) {
      const problem = problemOf(thrown);
      this.#deps.observe({ name: "bug", role: "relay", where: "translation", problem });
      this.#fail(`a fault of ocpptap: ${problem}`, false);
    } finally {
      this.#isStepping = false;
    }
    this.#arm();
  }

  #step(input: Input): void {
    if (input.kind === "legUp") {
      this.#legs = { ...this.#legs, [input.leg]: this.#legs[input.leg] + 1 };
    }
    const { settings } = this.#opened;
    const after = step(this.#state, input, { nowMs: this.#nowMs(), settings });
    this.#state = after.state;
    for (const effect of after.effects) this.#effects.push({ effect, legs: this.#legs });
    this.#pump();
  }

  #nowMs(): number {
    return Math.floor(this.#deps.clock.nowUs() / 1000);
  }

  #arm(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    if (this.#isOver) return;
    const due = dueMs(this.#state, this.#opened.settings);
    if (due === Number.POSITIVE_INFINITY) return;
    const ms = Math.min(TIMER_MS_MAX, Math.max(limits.tickMsMin, due - this.#nowMs()));
    this.#timer = setTimeout(() => this.#take({ kind: "tick" }), ms);
  }

  // ── effects ────────────────────

  #pump(): void {
    if (this.#isPumping) return;
    this.#isPumping = true;
    try {
      while (!this.#isWriting && !this.#isOver) {
        const [waiting] = this.#effects;
        if (waiting === undefined) break;
        const { effect, legs } = waiting;
        if (effect.kind !== "write" && isSaying(effect) && this.#held.isDue()) {
          this.#writeHeld();
          break;
        }
        this.#effects.shift();
        if (effect.kind !== "write") this.#do(effect, legs);
        else {
          this.#held.add(effect);
          if (effect.due === "now") this.#writeHeld();
        }
      }
    } finally {
      this.#isPumping = false;
    }
    if (this.#isWriting || this.#isOver || this.#effects.length > 0) return;
    if (this.#onIdle !== null) this.#writeHeld();
    if (this.#isIdle()) this.#onIdle?.();
    if (!this.#held.isEmpty()) this.#opened.together.wait(this.#writeAlong);
    if (!this.#isFull) return;
    this.#isFull = false;
    this.#opened.line.drained();
  }

  #isIdle(): boolean {
    return !this.#isWriting && this.#effects.length === 0 && this.#held.isEmpty();
  }

  #writeHeld(): void {
    if (this.#isWriting || this.#isOver || this.#held.isEmpty()) return;
    const { together } = this.#opened;
    together.forget(this.#writeAlong);
    void this.#write(this.#held.take());
    together.takeAlong();
  }

  async #write(writes: readonly Write[]): Promise<void> {
    this.#isWriting = true;
    try {
      await this.#store(writes);
      this.#isWriting = false;
      this.#pump();
      this.#run();
    } catch (thrown) {
      this.#isWriting = false;
      const isTaken = thrown instanceof OperationalError && thrown.code === "STATE_TAKEN";
      this.#fail(problemOf(thrown), isTaken);
    }
  }

  /** Nothing overtakes it: a write that failed is written again before anything else. */
  async #store(writes: readonly Write[]): Promise<void> {
    const bounds = { minMs: limits.stateWriteRetryMs, maxMs: limits.stateWriteRetryMsMax };
    const pause = createBackOff(bounds);
    const lastMs = this.#nowMs() + limits.stateWriteRetryForMs;
    for (;;) {
      try {
        await this.#opened.stored.write(writes);
        return;
      } catch (thrown) {
        const isFinal = !(thrown instanceof OperationalError) || FINAL.has(thrown.code);
        if (isFinal || this.#isOver || this.#nowMs() >= lastMs) throw thrown;
      }
      const { promise, resolve } = Promise.withResolvers<void>();
      setTimeout(resolve, pause.next());
      await promise;
    }
  }

  #do(effect: Exclude<Effect, { kind: "write" }>, legs: Waiting["legs"]): void {
    const { line } = this.#opened;
    switch (effect.kind) {
      case "send":
        if (legs[effect.leg] !== this.#legs[effect.leg]) return;
        line.send(effect.leg, wireText(effect.message), refOf(effect.cause));
        return;
      case "close":
        if (legs[effect.leg] === this.#legs[effect.leg]) line.close(effect.leg, effect.reason);
        return;
      case "reconnect":
        if (legs[effect.leg] === this.#legs[effect.leg]) line.reconnect(effect.reason);
        return;
      case "finding": {
        const { rule, loss, count, detail, cause } = effect;
        const { what, instead } = ledger[loss];
        const from = refOf(cause);
        line.note({ note: "translation-loss", rule, loss, what, instead, count, detail, from });
        return;
      }
      case "deadLetter": {
        const { why, leg, action, problem } = effect;
        const payload = JSON.stringify(effect.payload).slice(0, limits.deadLetterChars);
        line.note({ note: "dead-letter", why, leg, action, problem, payload });
      }
    }
  }

  #fail(problem: string, isTaken: boolean): void {
    if (this.#isOver) return;
    this.#finish();
    this.#opened.line.end({ problem, isTaken });
    void this.#opened.stored.release();
  }

  #finish(): void {
    if (!this.#isOver) this.#opened.onOver?.();
    this.#isOver = true;
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#opened.together.forget(this.#writeAlong);
    this.#timer = null;
    this.#inputs.length = 0;
    this.#effects.length = 0;
    this.#onIdle?.();
  }
}
