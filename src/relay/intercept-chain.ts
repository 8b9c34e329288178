/**
 * The intercepts of one link in a row: see `intercept.ts`. In: messages as they come. Out: the
 * same, past all of them, in the order in which they let them go. Promised: a message is passed or
 * dropped once; an intercept that throws is switched off, and what it had taken goes on to the
 * next.
 */
import { problemOf } from "../base/errors.ts";
import { type Sender, senders } from "../base/ids.ts";
import { limits } from "../base/limits.ts";
import type { Intercept, InterceptLine, SeenMessage } from "./intercept.ts";

/** What the link does for its chain. */
export type ChainEnds = Omit<InterceptLine, "pass" | "drop"> & {
  /** Past all. */
  readonly goOn: (message: SeenMessage) => void;
  /** Less is held than before. */
  readonly onFreed: () => void;
  /** One of them has thrown. */
  readonly onFault: (problem: string) => void;
};

type Stage = {
  intercept: Intercept | null;
  /** In the order in which they came. */
  readonly taken: Set<SeenMessage>;
};

type Held = { messages: number; bytes: number };

/** Opens an intercept with its line; several of one link share what else they need. */
export type OpenStage = (line: InterceptLine) => Intercept;

export class InterceptChain {
  readonly #ends: ChainEnds;
  readonly #stages: readonly Stage[];
  readonly #held: Readonly<Record<Sender, Held>> = {
    station: { messages: 0, bytes: 0 },
    csms: { messages: 0, bytes: 0 },
  };

  constructor(openers: readonly OpenStage[], ends: ChainEnds) {
    this.#ends = ends;
    this.#stages = openers.map(() => ({ intercept: null, taken: new Set() }));
    for (const [index, open] of openers.entries()) {
      const stage = this.#stages[index];
      if (stage === undefined) continue;
      this.#guarded(index, null, () => {
        stage.intercept = open(this.#lineOf(index));
      });
    }
  }

  /** Somebody is asked before what this sender says goes on. */
  isAsked(sender: Sender): boolean {
    return this.#stages.some((_, index) => this.#isOn(index, sender));
  }

  askedBy(sender: Sender, payload: Buffer): string | null {
    for (const [index, { intercept }] of this.#stages.entries()) {
      if (!this.#isOn(index, sender)) continue;
      const by = this.#guarded(index, null, () => intercept?.askedBy?.(sender, payload) ?? null);
      if (by !== null) return by;
    }
    return null;
  }

  /** A message that has come, or has gone on already. */
  take(message: SeenMessage): void {
    this.#run(message, 0);
  }

  /** What is held of this sender goes on. */
  ending(sender: Sender): void {
    for (const [index, { intercept, taken }] of this.#stages.entries()) {
      this.#guarded(index, null, () => intercept?.ending(sender));
      for (const message of taken) if (message.sender === sender) this.#pass(index, message);
    }
  }

  canSend(sender: Sender): void {
    for (const [index, { intercept }] of this.#stages.entries()) {
      this.#guarded(index, null, () => intercept?.canSend?.(sender));
    }
  }

  isEmpty(): boolean {
    return this.#held.station.messages + this.#held.csms.messages === 0;
  }

  /** No more of this sender should be read for now. */
  isFull(sender: Sender): boolean {
    const { messages, bytes } = this.#held[sender];
    return messages >= limits.takenMessagesMax || bytes >= limits.takenBytesMax;
  }

  /** What is held goes on; no intercept hears of the link any more. */
  close(): void {
    for (const sender of senders) this.ending(sender);
    for (const index of this.#stages.keys()) this.#switchOff(index);
  }

  // ────────────────────

  #isOn(index: number, sender: Sender): boolean {
    const stage = this.#stages[index];
    if (stage === undefined) return false;
    for (const { sender: of } of stage.taken) if (of === sender) return true;
    return this.#guarded(index, false, () => stage.intercept?.isOn(sender) === true);
  }

  #run(message: SeenMessage, from: number): void {
    for (let index = from; index < this.#stages.length; index += 1) {
      if (!this.#lets(index, message)) return;
    }
    if (!message.hasGone) this.#ends.goOn(message);
  }

  /** False: it is taken. */
  #lets(index: number, message: SeenMessage): boolean {
    const stage = this.#stages[index];
    const intercept = stage?.intercept ?? null;
    if (stage === undefined || intercept === null) return true;
    const isAsked = !message.hasGone && this.#isOn(index, message.sender);
    if (!isAsked) {
      this.#guarded(index, true, () => intercept.message(message));
      return true;
    }
    this.#hold(stage, message);
    // Where it throws, the message has gone on with all that was taken.
    if (!this.#guarded(index, false, () => intercept.message(message))) return false;
    return this.#unhold(stage, message);
  }

  #pass(index: number, message: SeenMessage): void {
    const stage = this.#stages[index];
    if (stage !== undefined && this.#unhold(stage, message)) this.#run(message, index + 1);
  }

  #hold({ taken }: Stage, message: SeenMessage): void {
    taken.add(message);
    const held = this.#held[message.sender];
    held.messages += 1;
    held.bytes += message.payload.length;
  }

  /** False: it was not held. */
  #unhold({ taken }: Stage, message: SeenMessage): boolean {
    if (!taken.delete(message)) return false;
    const held = this.#held[message.sender];
    held.messages -= 1;
    held.bytes -= message.payload.length;
    this.#ends.onFreed();
    return true;
  }

  #lineOf(index: number): InterceptLine {
    const { send, note, close, abort } = this.#ends;
    const ifOn = () => this.#stages[index]?.intercept !== null;
    return {
      pass: (message) => this.#pass(index, message),
      drop: (message) => {
        const stage = this.#stages[index];
        if (stage !== undefined) this.#unhold(stage, message);
      },
      send: (sender, text, by) => (ifOn() ? send(sender, text, by) : null),
      note,
      close: (code, reason) => ifOn() && close(code, reason),
      abort: () => ifOn() && abort(),
    };
  }

  #guarded<T>(index: number, otherwise: T, action: () => T): T {
    try {
      return action();
    } catch (thrown) {
      this.#ends.onFault(problemOf(thrown));
      this.#switchOff(index);
      return otherwise;
    }
  }

  #switchOff(index: number): void {
    const stage = this.#stages[index];
    const intercept = stage?.intercept ?? null;
    if (stage === undefined || intercept === null) return;
    stage.intercept = null;
    for (const message of stage.taken) this.#pass(index, message);
    try {
      intercept.close();
    } catch (thrown) {
      this.#ends.onFault(problemOf(thrown));
    }
  }
}
