/**
 * One step under way. Blocks read the state from it, replace parts of it, and say what shall be
 * done; `core.ts` makes the step out of what they said. A block never sends: it answers a call, or asks
 * for a call whose outcome comes back to one of its continuations by name, because what waits must
 * survive as data.
 */

import { limits } from "../base/limits.ts";
import type { Json, JsonObject } from "../exchange/message.ts";
import { isObject } from "./json.ts";
import { isTold, type LossId, ledger } from "./ledger.ts";
import type { LegName, LegState, Live, OpenCall, Outcome } from "./live.ts";
import type { Settings } from "./settings.ts";
import {
  type Cause,
  type Continuation,
  type OutboxEntry,
  type State,
  type Token,
  withEntry,
} from "./state.ts";
import type { Write } from "./storage.ts";

export type OutgoingMessage =
  | {
      readonly type: "call";
      readonly messageId: string;
      readonly action: string;
      readonly payload: JsonObject;
    }
  | { readonly type: "callResult"; readonly messageId: string; readonly payload: JsonObject }
  | {
      readonly type: "callError";
      readonly messageId: string;
      readonly code: string;
      readonly description: string;
    };

export type Effect =
  | {
      readonly kind: "write";
      readonly writes: readonly Write[];
      /**
       * By when it is to be durable: `now`, before the effects after it happen; `beforeSaying`,
       * before anything more is said on a leg; `soon`, whatever is said meanwhile.
       */
      readonly due: "now" | "beforeSaying" | "soon";
    }
  | {
      readonly kind: "send";
      readonly leg: LegName;
      readonly message: OutgoingMessage;
      readonly cause: Cause;
    }
  | { readonly kind: "close"; readonly leg: LegName; readonly reason: string }
  /**
   * The leg is to be closed and opened anew, with what `upstream.ts` then names as its endpoints.
   * The last of a step: its answers are to be on their way before. The station's leg stays.
   */
  | { readonly kind: "reconnect"; readonly leg: "csms"; readonly reason: string }
  | {
      readonly kind: "finding";
      readonly rule: "translation-lossy" | "translation-refused";
      readonly loss: LossId;
      readonly count: number;
      readonly detail: string;
      readonly cause: Cause;
    }
  | {
      readonly kind: "deadLetter";
      /** `invalid` is our bug. `refused`: the CSMS did not take it. `unmatched`: nobody's. */
      readonly why: "invalid" | "refused" | "unmatched" | "overflow";
      readonly leg: LegName;
      readonly action: string;
      readonly payload: Json;
      readonly problem: string;
    };

export type Turn = {
  readonly nowMs: number;
  readonly settings: Settings;
  /** What this step, or the part of it under way, answers to. */
  cause: Cause;
  state: State;
  /** This step's own copy of `state.tokens`, once it has one. */
  ownTokens?: Record<string, Token>;
  readonly effects: Effect[];
  /** Calls that ended without a peer: their continuations are still to be told. */
  readonly ended: {
    readonly continuation: Continuation;
    readonly outcome: Outcome;
    readonly cause: Cause;
  }[];
};

export type Call = OpenCall & { readonly leg: LegName };

/** A named answer to "and then?", whose data is plain and typed. */
export type Continuing<T extends Json> = {
  readonly name: string;
  readonly with: (data: T) => Continuation;
  readonly run: (turn: Turn, outcome: Outcome, data: Json) => void;
};

export function continuing<T extends Json>(
  name: string,
  run: (turn: Turn, outcome: Outcome, data: T) => void,
): Continuing<T> {
  return {
    name,
    with: (data) => ({ name, data }),
    // Written by `with`, in this process or in an earlier one of the same version of the state.
    run: (turn, outcome, data) => run(turn, outcome, data as T),
  };
}

export function update(turn: Turn, patch: Partial<State>): void {
  turn.state = { ...turn.state, ...patch };
}

export function updateLive(turn: Turn, patch: Partial<Live>): void {
  update(turn, { live: { ...turn.state.live, ...patch } });
}

export function updateLeg(turn: Turn, leg: LegName, patch: Partial<LegState>): void {
  updateLive(turn, { [leg]: { ...turn.state.live[leg], ...patch } });
}

export function updateStation(turn: Turn, patch: Partial<State["station"]>): void {
  update(turn, { station: { ...turn.state.station, ...patch } });
}

/** Whether a peer learns of it. */
export function isSaying({ kind }: Effect): boolean {
  return kind === "send" || kind === "close" || kind === "reconnect";
}

export function isUp(turn: Turn, leg: LegName): boolean {
  return turn.state.live[leg].upSinceMs !== null;
}

export function isRegistered(turn: Turn): boolean {
  return turn.state.station.registration === "Accepted";
}

export type Asked = {
  readonly action: string;
  readonly payload: JsonObject;
  readonly continuation?: Continuation | null;
  readonly isOwn?: boolean;
  /** Before all that waits already. */
  readonly isFirst?: boolean;
  readonly deadlineMs?: number;
};

/** Far below every other place: what is to be first stays first, and in order. */
const FIRST = -1_000_000_000_000;

/** A call that nobody repeats: it fails at once while the leg is down. */
export function ask(turn: Turn, leg: LegName, asked: Asked): void {
  const continuation = asked.continuation ?? null;
  const { waiting } = turn.state.live[leg];
  if (!isUp(turn, leg) || waiting.length >= limits.waitingCallsMax) {
    if (continuation !== null)
      turn.ended.push({ continuation, outcome: { kind: "closed" }, cause: turn.cause });
    return;
  }
  const order = turn.state.live.nextOrder;
  updateLeg(turn, leg, {
    waiting: [
      ...waiting,
      {
        order: asked.isFirst === true ? FIRST + order : order,
        action: asked.action,
        payload: asked.payload,
        continuation,
        cause: turn.cause,
        isOwn: asked.isOwn ?? false,
        deadlineMs: asked.deadlineMs ?? turn.nowMs + limits.translatedCallMs,
        outboxKey: null,
      },
    ],
  });
  updateLive(turn, { nextOrder: order + 1 });
}

export type Kept = {
  readonly action: string;
  readonly payload: JsonObject;
  readonly txId?: string | null;
  readonly continuation?: Continuation | null;
};

/** To the CSMS, in order, kept until it is acknowledged. Gives its place. */
export function keep(turn: Turn, kept: Kept): string {
  const order = turn.state.live.nextOrder;
  const key = String(order).padStart(12, "0");
  const entry: OutboxEntry = {
    order,
    action: kept.action,
    payload: kept.payload,
    txId: kept.txId ?? null,
    attempts: 0,
    isSent: false,
    notBeforeMs: 0,
    continuation: kept.continuation ?? null,
    cause: turn.cause,
  };
  makeRoom(turn);
  update(turn, { outbox: withEntry(turn.state.outbox, key, entry) });
  updateLive(turn, { nextOrder: order + 1 });
  return key;
}

/**
 * Transactions are money: the oldest message about anything else goes first, then what happened in
 * the middle of one; a beginning or an end only where there is nothing else.
 */
function makeRoom(turn: Turn): void {
  const entries = Object.entries(turn.state.outbox);
  if (entries.length < limits.outboxMax) return;
  const sent = turn.state.live.csms.sent?.outboxKey ?? null;
  const free = entries.filter(([key]) => key !== sent);
  const [key, entry] =
    free.find(([, { txId }]) => txId === null) ??
    free.find(([, { payload }]) => payload["eventType"] === "Updated") ??
    free[0] ??
    [];
  if (key === undefined || entry === undefined) return;
  bury(turn, "overflow", { leg: "csms", ...entry, problem: "too many messages wait for the CSMS" });
  update(turn, { outbox: withEntry(turn.state.outbox, key, null) });
}

/** A ChangeConfiguration of the station's password. */
function isSecret(payload: Json): payload is JsonObject {
  return isObject(payload) && /^authorizationkey$/i.test(String(payload["key"] ?? ""));
}

export function bury(
  turn: Turn,
  why: "invalid" | "refused" | "unmatched" | "overflow",
  {
    leg,
    action,
    payload,
    problem,
  }: { leg: LegName; action: string; payload: Json; problem: string },
): void {
  const told = isSecret(payload) ? { key: payload["key"] ?? "", value: "***" } : payload;
  turn.effects.push({ kind: "deadLetter", why, leg, action, payload: told, problem });
}

export function lose(turn: Turn, loss: LossId, detail: string): void {
  const { losses } = turn.state.live;
  const count = (losses[loss] ?? 0) + 1;
  updateLive(turn, { losses: { ...losses, [loss]: count } });
  if (!isTold(count)) return;
  const { rule } = ledger[loss];
  turn.effects.push({ kind: "finding", rule, loss, count, detail, cause: turn.cause });
}
