/**
 * Habits of 1.6 stations in the field that a translator has to live with. In: a choice of them and
 * a payload as a tidy station would send it. Out: the payload as this one does. Pure.
 */
import { isObject } from "../base/objects.ts";
import type { Json, JsonObject } from "../exchange/message.ts";
import type { Random } from "./random.ts";

export type Habits16 = {
  /** Sessions go on without the CSMS; what they have to tell is kept and told in order later. */
  readonly chargesOffline: boolean;
  /** What is sent again has the message id it had before. */
  readonly keepsMessageIds: boolean;
  /**
   * The transactionId in messages of a session that began offline, although the station was given
   * one: 0, -1, or a number nobody gave it. Null: the one it was given.
   */
  readonly placeholder: 0 | -1 | "foreign" | null;
  /** Its clock: right, never set, a day ahead, or written without a zone. */
  readonly clock: "right" | "1970" | "ahead" | "no zone";
  /** Writes measured values with a comma. */
  readonly hasDecimalCommas: boolean;
  /** Of a status being sent at all; 0 to 1. */
  readonly statusShare: number;
  /** Of meter values that come after the stop; 0 to 1. */
  readonly lateMeterShare: number;
  /** Of a start or stop being sent once more although it was answered; 0 to 1. */
  readonly repeatShare: number;
  /** Sends everything before its BootNotification is accepted. */
  readonly isHasty: boolean;
  /** Connectors share one power path: one car at a time. */
  readonly sharesPower: boolean;
  /** It answers so much later. Real ms. */
  readonly answerAfterMs: number;
};

export const tidyHabits: Habits16 = {
  chargesOffline: false,
  keepsMessageIds: false,
  placeholder: null,
  clock: "right",
  hasDecimalCommas: false,
  statusShare: 1,
  lateMeterShare: 0,
  repeatShare: 0,
  isHasty: false,
  sharesPower: false,
  answerAfterMs: 0,
};

const DAY_MS = 86_400_000;
/** Of another CSMS, which gave many. */
const FOREIGN_MIN = 900_000;
/** About as many of a mixed fleet have each habit. */
const SHARE = 0.25;

/** A mixture as a fleet of several makes has it; offline sessions are always kept. */
export function drawHabits(random: Random): Habits16 {
  return {
    chargesOffline: true,
    keepsMessageIds: random.chance(0.5),
    placeholder: random.chance(SHARE)
      ? random.pick<Habits16["placeholder"]>([0, -1, "foreign"])
      : null,
    clock: random.chance(SHARE)
      ? random.pick<Habits16["clock"]>(["1970", "ahead", "no zone"])
      : "right",
    hasDecimalCommas: random.chance(SHARE),
    statusShare: random.chance(SHARE) ? 0.5 : 1,
    lateMeterShare: random.chance(SHARE) ? 0.5 : 0,
    repeatShare: random.chance(SHARE) ? 0.3 : 0,
    isHasty: random.chance(SHARE),
    sharesPower: random.chance(SHARE),
    answerAfterMs: random.chance(SHARE) ? 300 : 0,
  };
}

/** The number of a session's messages. */
export function numberSaid(
  { placeholder }: Pick<Habits16, "placeholder">,
  session: {
    readonly given: number | null;
    readonly beganOffline: boolean;
    /** Which session of the station it is. */
    readonly nth: number;
  },
): number {
  if (session.beganOffline && placeholder !== null) {
    return placeholder === "foreign" ? FOREIGN_MIN + session.nth : placeholder;
  }
  // A CSMS that never answered the start gave none; 1.6 leaves open what to say then.
  return session.given ?? -1;
}

/** The payload with this station's clock and its way of writing numbers. */
export function asWritten(payload: JsonObject, habits: Habits16): JsonObject {
  if (habits.clock === "right" && !habits.hasDecimalCommas) return payload;
  return Object.fromEntries(
    Object.entries(payload).map(([name, value]) => [name, written(name, value, habits)]),
  );
}

function written(name: string, value: Json, habits: Habits16): Json {
  if (Array.isArray(value)) return value.map((item) => written(name, item, habits));
  if (isObject(value)) return asWritten(value, habits);
  if (typeof value !== "string") return value;
  if (name === "timestamp") return writtenTime(value, habits.clock);
  return name === "value" && habits.hasDecimalCommas ? writtenNumber(value) : value;
}

function writtenTime(text: string, clock: Habits16["clock"]): string {
  switch (clock) {
    case "right":
      return text;
    case "1970":
      return `1970-01-01T${text.slice(11)}`;
    case "ahead":
      return new Date(Date.parse(text) + DAY_MS).toISOString();
    case "no zone":
      return text.replace(/Z$/, "");
  }
}

function writtenNumber(text: string): string {
  return text.includes(".") ? text.replace(".", ",") : `${text},0`;
}
