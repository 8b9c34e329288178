/**
 * A disturbance that is in force: which messages it takes. In: what is known of a message. Out:
 * whether it acts on it. Promised: the same messages in the same order are taken again by a
 * disturbance of the same name; its dice are seeded by that.
 */
import { createHash } from "node:crypto";
import type { Sender } from "../base/ids.ts";
import type { KeptDisturbance } from "../config/disturbance.ts";

/** What a disturbance is chosen by. */
export type Traits = {
  readonly sender: Sender;
  /** Null: it cannot be read. */
  readonly type: string | null;
  /** Of the call, or of the call that it answers; null: not known. */
  readonly action: string | null;
};

export type Active = {
  readonly kept: KeptDisturbance;
  /** It may still act on what this sender says. */
  readonly concerns: (sender: Sender) => boolean;
  /** Whether it acts on this one; counted. */
  readonly chooses: (traits: Traits) => boolean;
  /** How often it has acted. */
  readonly acted: () => number;
};

export function createActive(kept: KeptDisturbance): Active {
  const { sender, every = 1, probability = 1 } = kept.disturbance;
  const { count = Number.POSITIVE_INFINITY } = kept.disturbance;
  const fits = fitting(kept);
  const roll = diceOf(kept.name);
  let seen = 0;
  let acted = 0;
  return {
    kept,
    acted: () => acted,
    concerns: (of) => of === sender && acted < count,
    chooses(traits) {
      if (acted >= count || !fits(traits)) return false;
      seen += 1;
      if (seen % every !== 0) return false;
      if (probability < 1 && roll() >= probability) return false;
      acted += 1;
      return true;
    },
  };
}

function fitting({ disturbance }: KeptDisturbance): (traits: Traits) => boolean {
  const { sender, action = "*", does } = disturbance;
  const type = does.kind === "answer" ? "call" : disturbance.type;
  const parts = action.split("*").map((part) => part.replaceAll("-", "\\-"));
  const pattern = new RegExp(`^${parts.join(".*")}$`);
  return (traits) =>
    traits.sender === sender &&
    (type === undefined || traits.type === type) &&
    (action === "*" || (traits.action !== null && pattern.test(traits.action)));
}

/** From 0 to 1, by the name alone: mulberry32, seeded with its SHA-256. */
export function diceOf(name: string): () => number {
  let state = createHash("sha256").update(name).digest().readUInt32LE(0);
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
