/**
 * Who sent a frame that does not say: the one side that may send its action; of a response the side
 * that did not call; else the side whose turn it is.
 */
import { otherSender, type Sender } from "../base/ids.ts";
import { limits } from "../base/limits.ts";
import type { OcppMessage } from "../exchange/message.ts";
import { sendersOfAction, versionsOfAction } from "../ocpp/actions.ts";

export type Turns = {
  /** The senders of the newest calls by message id. */
  readonly callers: Map<string, Sender>;
  last: Sender | null;
};

export function createTurns(): Turns {
  return { callers: new Map(), last: null };
}

export function guessSender(turns: Turns, message: OcppMessage): Sender {
  const type = typeOf(message);
  const id = message.messageId ?? "";
  if (type === "call" || type === "send" || type === null) {
    // Nearly all calls that both sides may send are the station's.
    return ofAction("action" in message ? (message.action ?? "") : "") ?? "station";
  }
  const caller = turns.callers.get(id);
  // The caller itself refuses a result.
  if (type === "callResultError") return caller ?? "station";
  if (caller !== undefined) return otherSender(caller);
  return turns.last === null ? "csms" : otherSender(turns.last);
}

/** What was sent, by whomever: later guesses rest on it. */
export function noteTurn(turns: Turns, message: OcppMessage, sender: Sender): void {
  turns.last = sender;
  if (typeOf(message) !== "call" || message.messageId === null) return;
  turns.callers.delete(message.messageId);
  turns.callers.set(message.messageId, sender);
  const [oldest] = turns.callers.size > limits.checkCallersMax ? turns.callers.keys() : [];
  if (oldest !== undefined) turns.callers.delete(oldest);
}

function typeOf(message: OcppMessage) {
  return message.type === "malformed" ? message.messageType : message.type;
}

function ofAction(action: string): Sender | null {
  const senders = versionsOfAction(action).flatMap((version) => [
    ...(sendersOfAction(version, action) ?? []),
  ]);
  const [one, ...more] = new Set(senders);
  return one !== undefined && more.length === 0 ? one : null;
}
