/** How a functional block says what it handles; `blocks.ts` lists them all. */
import type { Json, JsonObject } from "../exchange/message.ts";
import { refuse } from "./answers.ts";
import { faultIn } from "./gate.ts";
import type { Outcome } from "./live.ts";
import { isLacking } from "./rpc-errors.ts";
import type { Settings } from "./settings.ts";
import type { State } from "./state.ts";
import type { Call, Continuing, Turn } from "./turn.ts";

/** What a command of the CSMS does next. */
export type Move =
  | { readonly kind: "ask"; readonly action: string; readonly payload: JsonObject }
  | { readonly kind: "answer"; readonly payload: JsonObject }
  | { readonly kind: "refuse"; readonly code: string; readonly description: string }
  /** Asked again after every step, and at the latest when its time is up. */
  | { readonly kind: "hold" };

/**
 * One action of the CSMS. `next` is asked first without outcomes, then again after each call to the
 * station with the outcomes of all of them, until it answers. So it is a function of the command
 * and what the station said, and a fan-out is no more than asking several times.
 */
export type Command = {
  readonly action: string;
  readonly next: (turn: Turn, call: Call, outcomes: readonly Outcome[]) => Move;
};

export type Block = {
  readonly name: string;
  /** Calls of the station. */
  readonly calls?: Readonly<Record<string, (turn: Turn, call: Call) => void>>;
  /** Calls of the CSMS. */
  readonly commands?: readonly Command[];
  readonly continuings?: readonly ContinuingOfAny[];
  /** From then on `tick` wants to be called. Unit: ms since the epoch; Infinity for never. */
  readonly dueMs?: (state: State, settings: Settings) => number;
  readonly tick?: (turn: Turn) => void;
  readonly legUp?: (turn: Turn, leg: "station" | "csms") => void;
  readonly legDown?: (turn: Turn, leg: "station" | "csms") => void;
};

export type ContinuingOfAny = Pick<Continuing<Json>, "name" | "run">;

export function answerWith(payload: JsonObject): Move {
  return { kind: "answer", payload };
}

export function askFor(action: string, payload: JsonObject): Move {
  return { kind: "ask", action, payload };
}

/** As 1.6 wants it: 2.0.1 takes any text for an address. Otherwise a refusal. */
export function askWithAddress(turn: Turn, action: string, payload: JsonObject): Move {
  const fault = faultIn(turn.settings, { leg: "station", action, kind: "request", payload });
  return fault === null ? askFor(action, payload) : answerWith(statusOf("Rejected", "InvalidURL"));
}

/** 2.0.1's statusInfo. Codes are of its standardized list, at most 20 characters. */
export function because(reasonCode: string): { readonly statusInfo: JsonObject } {
  return { statusInfo: { reasonCode } };
}

/** A status with its reason: what most commands are refused with. */
export function statusOf(status: string, reasonCode: string): JsonObject {
  return { status, ...because(reasonCode) };
}

/**
 * What the CSMS is told where the station gave no result. After a time-out nobody knows whether the
 * station acted, so it must not read as a refusal.
 */
export function failureOf(outcome: Outcome, negative: (reasonCode: string) => JsonObject): Move {
  switch (outcome.kind) {
    case "error":
      return answerWith(negative(isLacking(outcome.code) ? "UnsupportedRequest" : "InternalError"));
    case "timeout":
      return { kind: "refuse", code: "GenericError", description: "the station did not answer" };
    case "closed":
    case "unsent":
    case "result":
      return answerWith(negative("InternalError"));
  }
}

/** A command that is one call to the station and one answer. */
export function command(
  action: string,
  parts: {
    readonly ask: (turn: Turn, call: Call) => Move;
    readonly told: (turn: Turn, call: Call, payload: Json) => JsonObject;
    readonly negative: (reasonCode: string) => JsonObject;
  },
): Command {
  return {
    action,
    next(turn, call, [outcome]) {
      if (outcome === undefined) return parts.ask(turn, call);
      if (outcome.kind !== "result") return failureOf(outcome, parts.negative);
      return answerWith(parts.told(turn, call, outcome.payload));
    },
  };
}

/** For a call of the station that cannot be done while the CSMS is away. */
export function unreachable(turn: Turn, call: Call): void {
  refuse(turn, call, "GenericError", "the CSMS cannot be reached");
}
