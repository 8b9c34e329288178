/**
 * Every call of a peer is answered exactly once: by a block, or at its deadline, or never because
 * its leg is down. An answer that fails our own validation is a bug: the peer gets InternalError.
 */
import { limits } from "../base/limits.ts";
import type { JsonObject } from "../exchange/message.ts";
import { faultIn } from "./gate.ts";
import type { LegName } from "./live.ts";
import { errorCodeFor } from "./rpc-errors.ts";
import { at, withEntry } from "./state.ts";
import { bury, type Turn, updateLeg, updateLive } from "./turn.ts";

/** Which open call; enough to answer it later. */
export type Asker = { readonly leg: LegName; readonly messageId: string };

export function isOpen(turn: Turn, { leg, messageId }: Asker): boolean {
  return at(turn.state.live[leg].open, messageId) !== null;
}

export function answer(turn: Turn, { leg, messageId }: Asker, payload: JsonObject): void {
  const call = at(turn.state.live[leg].open, messageId);
  if (call === null) return;
  const { action } = call;
  const fault = faultIn(turn.settings, { leg, action, kind: "response", payload });
  if (fault !== null) {
    bury(turn, "invalid", { leg, action, payload, problem: fault });
    refuse(turn, { leg, messageId }, "InternalError", "the translated answer is not valid");
    return;
  }
  close(turn, { leg, messageId });
  turn.effects.push({
    ...{ kind: "send", leg, cause: turn.cause },
    message: { type: "callResult", messageId, payload },
  });
  if (leg === "station") remember(turn, { ...call, answer: payload });
}

/** `code` in either version's spelling: the peer gets its own. */
export function refuse(
  turn: Turn,
  { leg, messageId }: Asker,
  code: string,
  description: string,
): void {
  if (!isOpen(turn, { leg, messageId })) return;
  close(turn, { leg, messageId });
  turn.effects.push({
    ...{ kind: "send", leg, cause: turn.cause },
    message: {
      ...{ type: "callError", messageId, description: description.slice(0, 255) },
      code: errorCodeFor(turn.settings, leg, code),
    },
  });
}

function close(turn: Turn, { leg, messageId }: Asker): void {
  updateLeg(turn, leg, { open: withEntry(turn.state.live[leg].open, messageId, null) });
}

/** A heartbeat's answer is the time, and a boot is asked again for its status: never repeated. */
const unrepeated = new Set(["Heartbeat", "BootNotification"]);

type Answered = Turn["state"]["live"]["answered"][number];

function remember(turn: Turn, call: Omit<Answered, "atMs">): void {
  if (unrepeated.has(call.action)) return;
  const { messageId, action, payload, answer: given } = call;
  const kept = turn.state.live.answered.slice(1 - limits.repeatedAnswersMax);
  updateLive(turn, {
    answered: [...kept, { messageId, action, payload, answer: given, atMs: turn.nowMs }],
  });
}

/** So long an id is never counted up from 1: it is a random one. Unit: characters. */
const RANDOM_ID_CHARS = 16;

/**
 * Spec: a repeated call has its id. Practice: many stations count ids from 1 and begin anew with
 * each connection, so the same id may be another call. Therefore: a new connection forgets the
 * answers to calls whose ids can come again by chance.
 */
export function stillUnique(turn: Turn): readonly Answered[] {
  return turn.state.live.answered.filter(({ messageId }) => messageId.length >= RANDOM_ID_CHARS);
}

/** The same call once more: it gets the same answer. */
export function repeatAnswer(
  turn: Turn,
  call: { readonly messageId: string; readonly action: string; readonly payload: unknown },
): boolean {
  const known = turn.state.live.answered.find(
    ({ messageId, action, atMs }) =>
      messageId === call.messageId &&
      action === call.action &&
      turn.nowMs - atMs < limits.repeatedAnswerMs,
  );
  if (known === undefined || JSON.stringify(known.payload) !== JSON.stringify(call.payload)) {
    return false;
  }
  turn.effects.push({
    ...{ kind: "send", leg: "station", cause: turn.cause },
    message: { type: "callResult", messageId: call.messageId, payload: known.answer },
  });
  return true;
}

/**
 * The station's message is our responsibility now. It is told so at once where what we keep is
 * durable, else when the CSMS has acknowledged all that was made of it.
 */
export function acknowledge(
  turn: Turn,
  messageId: string,
  { payload, keys }: { readonly payload: JsonObject; readonly keys: readonly string[] },
): void {
  if (turn.settings.ackMode === "durable" || keys.length === 0) {
    answer(turn, { leg: "station", messageId }, payload);
    return;
  }
  updateLive(turn, {
    acknowledgements: [...turn.state.live.acknowledgements, { messageId, payload, waitsFor: keys }],
  });
}

/** A message of the outbox is through, or given up: who waited for it? */
export function settle(turn: Turn, key: string): void {
  const waiting = turn.state.live.acknowledgements;
  if (waiting.length === 0) return;
  const after = waiting.map((each) => ({
    ...each,
    waitsFor: each.waitsFor.filter((other) => other !== key),
  }));
  updateLive(turn, { acknowledgements: after.filter(({ waitsFor }) => waitsFor.length > 0) });
  for (const { messageId, payload, waitsFor } of after) {
    if (waitsFor.length === 0) answer(turn, { leg: "station", messageId }, payload);
  }
}

/** If nobody answers it until then, this is the answer. */
export function answerBy(
  turn: Turn,
  { leg, messageId }: Asker,
  { deadlineMs, fallback }: { readonly deadlineMs: number; readonly fallback: JsonObject },
): void {
  const { open } = turn.state.live[leg];
  const call = at(open, messageId);
  if (call === null) return;
  updateLeg(turn, leg, { open: withEntry(open, messageId, { ...call, deadlineMs, fallback }) });
}
