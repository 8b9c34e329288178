/**
 * The translator of one station: `(state, input, now) → (state, effects)`. No socket, no clock, no
 * chance. In: messages of both legs as parsed, legs going up and down, time passing. Out: what is
 * to be written before what is to be sent, and what was lost on the way. The blocks say what each
 * message means; here is what holds for all of them.
 */
import { limits } from "../base/limits.ts";
import type { CallError, CallResult, Json, Malformed, OcppMessage } from "../exchange/message.ts";
import { validate } from "../ocpp/validator.ts";
import { answer, isOpen, refuse, repeatAnswer, stillUnique } from "./answers.ts";
import type { Command, Move } from "./block.ts";
import { continuings as continuingsOfBlocks, directionOf } from "./directions.ts";
import { longIntegerIn } from "./gate.ts";
import { isObject } from "./json.ts";
import { clearLeg, expire, finish, laneDueMs, pump } from "./lanes.ts";
import type { LegName, Outcome } from "./live.ts";
import type { Settings } from "./settings.ts";
import { type Overheard, overhear } from "./shadow/overheard.ts";
import { at, type State, withEntry } from "./state.ts";
import { type Writes, writesBetween } from "./storage.ts";
import { dropTokens } from "./tokens.ts";
import {
  ask,
  type Call,
  continuing,
  type Effect,
  isSaying,
  isUp,
  type Turn,
  updateLeg,
  updateLive,
} from "./turn.ts";
import { connectedBy } from "./upstream.ts";

export type Input =
  | {
      readonly kind: "legUp";
      readonly leg: LegName;
      /** Of the CSMS's leg: by which of `upstream.ts`'s endpoints; absent or null: not told. */
      readonly endpoint?: string | null;
    }
  | { readonly kind: "legDown"; readonly leg: LegName }
  | {
      readonly kind: "message";
      readonly leg: LegName;
      readonly message: OcppMessage;
      /** `<linkId>/<seq>` of its record; null where it has none. */
      readonly ref: string | null;
    }
  /** A call that others made and answered, and that tells something of the station. */
  | { readonly kind: "overheard"; readonly exchange: Overheard }
  | { readonly kind: "tick" };

export type Step = { readonly state: State; readonly effects: readonly Effect[] };
export type World = { readonly nowMs: number; readonly settings: Settings };

export function step(state: State, input: Input, { nowMs, settings }: World): Step {
  const turn: Turn = { nowMs, settings, cause: null, state, effects: [], ended: [] };
  take(turn, input);
  if (dueMs(turn.state, settings) <= nowMs) passTime(turn);
  settleDown(turn);
  dropTokens(turn);
  const said = [
    ...turn.effects.filter(({ kind }) => kind !== "reconnect"),
    ...turn.effects.filter(({ kind }) => kind === "reconnect"),
  ];
  return { state: turn.state, effects: withWrites(said, writesBetween(state, turn.state)) };
}

/** A write costs a flush of the disk: where nothing waits for it, the next may take it along. */
function withWrites(said: readonly Effect[], { needed, idle }: Writes): readonly Effect[] {
  if (needed.length === 0) {
    return idle.length === 0 ? said : [...said, { kind: "write", writes: idle, due: "soon" }];
  }
  const due = said.some(isSaying) ? "now" : "beforeSaying";
  return [{ kind: "write", writes: [...needed, ...idle], due }, ...said];
}

/** When a tick is wanted; Infinity for never. Unit: ms since the epoch. */
export function dueMs(state: State, settings: Settings): number {
  return directionOf(settings).blocks.reduce(
    (first, block) => Math.min(first, block.dueMs?.(state, settings) ?? first),
    laneDueMs({ state }),
  );
}

function take(turn: Turn, input: Input): void {
  switch (input.kind) {
    case "legUp":
      legUp(turn, input.leg);
      if (input.leg === "csms") connectedBy(turn, input.endpoint ?? null);
      break;
    case "legDown":
      legDown(turn, input.leg);
      break;
    case "message":
      takeMessage(turn, input);
      break;
    case "overheard":
      overhear(turn, input.exchange);
      break;
    case "tick":
      break;
  }
}

function legUp(turn: Turn, leg: LegName): void {
  if (isUp(turn, leg)) legDown(turn, leg);
  updateLeg(turn, leg, { upSinceMs: turn.nowMs });
  if (leg === "station") updateLive(turn, { answered: stillUnique(turn), losses: {} });
  if (leg === "station") updateLive(turn, { isClosing: false, bootAskedAtMs: null });
  for (const block of directionOf(turn.settings).blocks) block.legUp?.(turn, leg);
  updateLeg(turn, leg, { downSinceMs: null });
}

function legDown(turn: Turn, leg: LegName): void {
  if (!isUp(turn, leg)) return;
  updateLeg(turn, leg, { upSinceMs: null, downSinceMs: turn.nowMs });
  clearLeg(turn, leg);
  if (leg === "csms") updateLive(turn, { held: [] });
  for (const block of directionOf(turn.settings).blocks) block.legDown?.(turn, leg);
}

function takeMessage(turn: Turn, { leg, message, ref }: Extract<Input, { kind: "message" }>): void {
  if (!isUp(turn, leg)) return;
  switch (message.type) {
    case "call":
      turn.cause = { leg, messageId: message.messageId, ref };
      takeCall(turn, leg, message);
      break;
    case "callResult":
    case "callError":
      turn.cause = { leg, messageId: message.messageId, ref };
      takeAnswer(turn, leg, message);
      break;
    case "malformed":
      answerMalformed(turn, leg, message);
      break;
    case "callResultError":
    case "send":
      break;
  }
}

/** 2.0.1 Part 4 §4.3; 1.6 has an answer only for a call whose id can be read. */
function answerMalformed(turn: Turn, leg: LegName, message: Malformed): void {
  const { reason, messageType, problem } = message;
  const is16 = turn.settings.versions[leg] === "1.6";
  const isUnknownType = reason === "messageType" && !is16;
  const isNamed = isUnknownType || (messageType === "call" && reason === "frame");
  const messageId = isNamed ? message.messageId : null;
  if (is16 && messageId === null) return;
  if (messageId !== null && at(turn.state.live[leg].open, messageId) !== null) return;
  const code = is16 ? "FormationViolation" : "RpcFrameworkError";
  turn.effects.push({
    ...{ kind: "send", leg, cause: null },
    message: {
      ...{ type: "callError", messageId: messageId ?? "-1", description: problem.slice(0, 255) },
      code: isUnknownType ? "MessageTypeNotSupported" : code,
    },
  });
}

function takeCall(
  turn: Turn,
  leg: LegName,
  { messageId, action, callPayload }: { messageId: string; action: string; callPayload: Json },
): void {
  const { open } = turn.state.live[leg];
  // Sent once more while we work on it: one answer serves both.
  if (at(open, messageId) !== null) return;
  const payload = callPayload ?? {};
  if (leg === "station" && repeatAnswer(turn, { messageId, action, payload })) return;
  const waitMs = leg === "station" ? limits.stationAnswerMs : limits.csmsAnswerMs;
  const { nowMs } = turn;
  const deadlineMs = nowMs + waitMs;
  const call = { messageId, action, payload, receivedAtMs: nowMs, deadlineMs, fallback: null };
  updateLeg(turn, leg, { open: withEntry(open, messageId, call) });
  if (Object.keys(open).length >= limits.openCallsMax) {
    refuse(turn, { leg, messageId }, "GenericError", "too many calls are unanswered");
  } else if (leg === "station") {
    takeStationCall(turn, { ...call, leg });
  } else {
    takeCommand(turn, { ...call, leg });
  }
}

function takeStationCall(turn: Turn, call: Call): void {
  const { stationCalls, storable } = directionOf(turn.settings);
  const handle = stationCalls.get(call.action);
  const { registration } = turn.state.station;
  const mayWait = turn.settings.ackMode === "durable" && storable.has(call.action);
  if (handle === undefined) {
    refuse(turn, call, "NotImplemented", "there is no such action of a station");
  } else if (!isObject(call.payload)) {
    refuse(turn, call, "FormationViolation", "the payload is no object");
  } else if (registration !== "Accepted" && call.action !== "BootNotification" && !mayWait) {
    refuse(turn, call, "GenericError", "the CSMS has not accepted the station yet");
  } else {
    handle(turn, call);
  }
}

function takeCommand(turn: Turn, call: Call): void {
  const { action, payload } = call;
  const command = directionOf(turn.settings).commands.get(action);
  const version = turn.settings.versions.csms;
  const verdict = validate({ version, action, kind: "request" }, payload);
  if (command === undefined || verdict.kind === "unknown") {
    refuse(turn, call, "NotImplemented", "no such action is translated");
    return;
  }
  const [violation] = verdict.kind === "invalid" ? verdict.violations : [];
  if (violation !== undefined) {
    refuse(turn, call, violation.errorCode, `${violation.path}: expected ${violation.expected}`);
    return;
  }
  const long = version === "1.6" ? null : longIntegerIn(payload);
  if (long === null) advance(turn, command, call, []);
  else refuse(turn, call, "PropertyConstraintViolation", `${long} has more than 32 bits`);
}

const commandContinues = continuing<{ messageId: string; outcomes: readonly Outcome[] }>(
  "command",
  (turn, outcome, { messageId, outcomes }) => resume(turn, messageId, [...outcomes, outcome]),
);

function resume(turn: Turn, messageId: string, outcomes: readonly Outcome[]): void {
  const call = at(turn.state.live.csms.open, messageId);
  const { commands } = directionOf(turn.settings);
  const command = call === null ? undefined : commands.get(call.action);
  if (call === null || command === undefined) return;
  advance(turn, command, { ...call, leg: "csms" }, outcomes);
}

function advance(turn: Turn, command: Command, call: Call, outcomes: readonly Outcome[]): void {
  const move: Move = command.next(turn, call, outcomes);
  switch (move.kind) {
    case "ask": {
      const continuation = commandContinues.with({ messageId: call.messageId, outcomes });
      // Early enough to tell the CSMS in time that the station did not answer.
      const deadlineMs = call.deadlineMs - 500;
      ask(turn, "station", {
        action: move.action,
        payload: move.payload,
        continuation,
        deadlineMs,
      });
      break;
    }
    case "answer":
      answer(turn, call, move.payload);
      break;
    case "refuse":
      refuse(turn, call, move.code, move.description);
      break;
    case "hold":
      updateLive(turn, {
        held: [...turn.state.live.held, { messageId: call.messageId, outcomes }],
      });
      break;
  }
}

function takeAnswer(turn: Turn, leg: LegName, message: CallResult | CallError): void {
  if (turn.state.live[leg].sent?.messageId !== message.messageId) return;
  finish(
    turn,
    leg,
    message.type === "callResult"
      ? { kind: "result", payload: message.callPayload }
      : { kind: "error", code: message.errorCode, description: message.errorDescription },
  );
}

function passTime(turn: Turn): void {
  turn.cause = null;
  expire(turn);
  runEnded(turn);
  for (const block of directionOf(turn.settings).blocks) block.tick?.(turn);
  runEnded(turn);
  for (const leg of ["station", "csms"] as const) {
    for (const { messageId, deadlineMs, fallback } of Object.values(turn.state.live[leg].open)) {
      if (deadlineMs > turn.nowMs) continue;
      if (fallback !== null) answer(turn, { leg, messageId }, fallback);
      else refuse(turn, { leg, messageId }, "GenericError", "no answer in time");
    }
  }
}

const continuings = new Map(
  [commandContinues, ...continuingsOfBlocks].map((each) => [each.name, each] as const),
);

/** Each round ends at least one call or sends one, and a station has few: the bound is for bugs. */
const ROUNDS_MAX = 10_000;

function settleDown(turn: Turn): void {
  runEnded(turn);
  askHeld(turn);
  for (let round = 0; round < ROUNDS_MAX; round += 1) {
    runEnded(turn);
    if (!pump(turn) && turn.ended.length === 0) break;
  }
}

/** Those that the step's own message brought about have it as their cause. */
function runEnded(turn: Turn): void {
  const { cause } = turn;
  for (let round = 0; round < ROUNDS_MAX; round += 1) {
    const next = turn.ended.shift();
    if (next === undefined) break;
    turn.cause = cause ?? next.cause;
    continuings.get(next.continuation.name)?.run(turn, next.outcome, next.continuation.data);
  }
  turn.cause = cause;
}

/** Commands that wait for something are asked once a step whether it has come. */
function askHeld(turn: Turn): void {
  const { held } = turn.state.live;
  if (held.length === 0) return;
  updateLive(turn, { held: [] });
  for (const { messageId, outcomes } of held) {
    if (isOpen(turn, { leg: "csms", messageId })) resume(turn, messageId, outcomes);
  }
}
