/**
 * Commands of a 1.6 CSMS. 1.6 has no reason beside a status, so what a station cannot do at all is
 * said by a status of that meaning where there is one, else by the station's own error.
 */
import type { Json, JsonObject } from "../../exchange/message.ts";
import { answerWith, type Command, type Move } from "../block.ts";
import type { Outcome } from "../live.ts";
import { isLacking } from "../rpc-errors.ts";
import type { Call, Turn } from "../turn.ts";

export type Refusals = {
  /** Not now, or not here; null where 1.6 has no such status. */
  readonly negative: JsonObject | null;
  /** Not at all; null where 1.6 has no such status. */
  readonly lacking: JsonObject | null;
};

export const rejected: JsonObject = { status: "Rejected" };

/** After a time-out nobody knows whether the station acted: it must not read as a refusal. */
export function failure16(outcome: Outcome, { negative, lacking }: Refusals): Move {
  if (outcome.kind === "timeout") return refusal("GenericError", "the station did not answer");
  if (outcome.kind === "error" && isLacking(outcome.code)) {
    return lacking === null
      ? refusal(outcome.code, "the station does not support it")
      : answerWith(lacking);
  }
  if (negative !== null) return answerWith(negative);
  return refusal("GenericError", "the station cannot do it now");
}

export function refusal(code: string, description: string): Move {
  return { kind: "refuse", code, description };
}

/** A command that is one call to the station and one answer. */
export function command16(
  action: string,
  parts: Refusals & {
    readonly ask: (turn: Turn, call: Call) => Move;
    readonly told: (turn: Turn, call: Call, payload: Json) => JsonObject;
  },
): Command {
  return {
    action,
    next(turn, call, [outcome]) {
      if (outcome === undefined) return parts.ask(turn, call);
      if (outcome.kind !== "result") return failure16(outcome, parts);
      return answerWith(parts.told(turn, call, outcome.payload));
    },
  };
}
