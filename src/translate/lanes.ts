/**
 * Which call goes next, one at a time to each peer, and what became of it. To the CSMS go the calls
 * somebody waits for and the outbox, in the order of their making; a message of the outbox that the
 * CSMS did not take waits for its next attempt and lets the others of no lasting value pass. To the
 * station go the calls of the CSMS before our own.
 */
import { limits } from "../base/limits.ts";
import { settle } from "./answers.ts";
import { faultIn } from "./gate.ts";
import { messageIdOf } from "./ids.ts";
import type { LegName, Outcome, SentCall, WaitingCall } from "./live.ts";
import { isLacking } from "./rpc-errors.ts";
import { at, type OutboxEntry, withEntry } from "./state.ts";
import { bury, type Turn, update, updateLeg, updateLive } from "./turn.ts";

const legs: readonly LegName[] = ["csms", "station"];

/** Sends what may be sent. True where something happened. */
export function pump(turn: Turn): boolean {
  let isBusy = false;
  for (const leg of legs) {
    const { upSinceMs, sent } = turn.state.live[leg];
    if (upSinceMs === null || sent !== null) continue;
    const next = leg === "csms" ? nextToCsms(turn) : nextToStation(turn);
    if (next === null) continue;
    send(turn, leg, next);
    isBusy = true;
  }
  return isBusy;
}

/** 2.0.1 Part 2, B02: before it is accepted a station sends nothing else of its own. */
function maySend(turn: Pick<Turn, "state">, action: string): boolean {
  const { registration } = turn.state.station;
  if (registration === "Accepted" || action === "BootNotification") return true;
  return registration === "Pending" && action === "NotifyReport";
}

function nextToCsms(turn: Turn): WaitingCall | null {
  const { live } = turn.state;
  const waiting = live.csms.waiting.find(({ action }) => maySend(turn, action)) ?? null;
  const head = headOf(turn);
  if (head === null) return waiting;
  return waiting === null || head.order < waiting.order ? head : waiting;
}

function headOf(turn: Turn): WaitingCall | null {
  for (const key in turn.state.outbox) {
    const entry = at(turn.state.outbox, key);
    if (entry === null) continue;
    if (entry.notBeforeMs > turn.nowMs || !maySend(turn, entry.action)) return null;
    const { order, action, payload, continuation, cause } = entry;
    const deadlineMs = turn.nowMs + limits.translatedCallMs;
    return {
      order,
      action,
      payload,
      continuation,
      cause,
      isOwn: false,
      deadlineMs,
      outboxKey: key,
    };
  }
  return null;
}

function nextToStation(turn: Turn): WaitingCall | null {
  const { waiting } = turn.state.live.station;
  return waiting.find(({ isOwn }) => !isOwn) ?? waiting[0] ?? null;
}

function send(turn: Turn, leg: LegName, call: WaitingCall): void {
  const { salt, nextMessage } = turn.state.live;
  const messageId = messageIdOf(salt, nextMessage);
  const sent: SentCall = { ...call, messageId };
  const waiting = turn.state.live[leg].waiting.filter(({ order }) => order !== call.order);
  updateLeg(turn, leg, { waiting, sent });
  updateLive(turn, { nextMessage: nextMessage + 1 });
  const { action, payload, cause } = call;
  const fault = faultIn(turn.settings, { leg, action, kind: "request", payload });
  if (fault !== null) {
    bury(turn, "invalid", { leg, action, payload, problem: fault });
    finish(turn, leg, { kind: "unsent" });
    return;
  }
  markSent(turn, call.outboxKey);
  const message = { type: "call", messageId, action, payload } as const;
  turn.effects.push({ kind: "send", leg, message, cause });
}

function markSent(turn: Turn, outboxKey: string | null): void {
  const entry = outboxKey === null ? null : at(turn.state.outbox, outboxKey);
  if (outboxKey === null || entry === null || entry.isSent) return;
  update(turn, { outbox: withEntry(turn.state.outbox, outboxKey, { ...entry, isSent: true }) });
}

/** The call under way has ended so. */
export function finish(turn: Turn, leg: LegName, outcome: Outcome): void {
  const { sent } = turn.state.live[leg];
  if (sent === null) return;
  updateLeg(turn, leg, { sent: null });
  if (outcome.kind === "error") noteLack(turn, leg, sent.action, outcome.code);
  const { outboxKey, continuation } = sent;
  const entry = outboxKey === null ? null : at(turn.state.outbox, outboxKey);
  if (outboxKey !== null && entry !== null && !isThrough(turn, { outboxKey, entry, outcome })) {
    return;
  }
  if (continuation === null) return;
  const cause = turn.cause ?? sent.cause;
  turn.ended.push({ continuation, outcome, cause });
}

/** A message of the outbox stays until the CSMS has taken it or refused it often enough. */
function isThrough(
  turn: Turn,
  kept: { readonly outboxKey: string; readonly entry: OutboxEntry; readonly outcome: Outcome },
): boolean {
  const { outboxKey, entry, outcome } = kept;
  if (outcome.kind === "closed") return false;
  const attempts = entry.attempts + 1;
  if (outcome.kind === "error" || outcome.kind === "timeout") {
    const { max, intervalMs } = attemptsOf(turn);
    if (attempts < max && !isHopeless(turn, entry, outcome)) {
      const notBeforeMs = turn.nowMs + intervalMs * attempts;
      const again = { ...entry, attempts, notBeforeMs };
      update(turn, { outbox: withEntry(turn.state.outbox, outboxKey, again) });
      return false;
    }
    const problem = outcome.kind === "error" ? `the CSMS answered ${outcome.code}` : "no answer";
    bury(turn, "refused", { leg: "csms", ...entry, problem });
  }
  update(turn, { outbox: withEntry(turn.state.outbox, outboxKey, null) });
  settle(turn, outboxKey);
  return true;
}

/** What a 1.6 CSMS does not know, as most do not know all of its security extension. */
function isHopeless(turn: Turn, { txId }: OutboxEntry, outcome: Outcome): boolean {
  const isUnknown = outcome.kind === "error" && isLacking(outcome.code);
  return isUnknown && txId === null && turn.settings.versions.csms === "1.6";
}

/** 1.6 §9.1.31 and .32: the station's own settings hold for us, too. */
function attemptsOf(turn: Turn): { readonly max: number; readonly intervalMs: number } {
  const { configuration } = turn.state;
  const attempts = Number(at(configuration, "transactionmessageattempts")?.value ?? Number.NaN);
  const interval = Number(
    at(configuration, "transactionmessageretryinterval")?.value ?? Number.NaN,
  );
  return {
    max: attempts >= 1 ? attempts : turn.settings.messageAttempts,
    intervalMs: interval >= 0 ? interval * 1_000 : turn.settings.messageAttemptIntervalMs,
  };
}

function noteLack(turn: Turn, leg: LegName, action: string, code: string): void {
  if (leg !== "station" || !isLacking(code)) return;
  const { station } = turn.state;
  if (station.lacks.includes(action)) return;
  update(turn, { station: { ...station, lacks: [...station.lacks, action] } });
}

/** Calls whose time is up, sent or not. */
export function expire(turn: Turn): void {
  for (const leg of legs) {
    const { sent, waiting } = turn.state.live[leg];
    if (sent !== null && sent.deadlineMs <= turn.nowMs) finish(turn, leg, { kind: "timeout" });
    const late = waiting.filter(({ deadlineMs }) => deadlineMs <= turn.nowMs);
    if (late.length === 0) continue;
    updateLeg(turn, leg, { waiting: waiting.filter((call) => !late.includes(call)) });
    failAll(turn, late, { kind: "timeout" });
  }
}

function failAll(turn: Turn, calls: readonly WaitingCall[], outcome: Outcome): void {
  for (const { continuation, cause } of calls) {
    if (continuation !== null) turn.ended.push({ continuation, outcome, cause });
  }
}

/** The leg is gone: nobody can be answered on it, and what was asked on it stays unanswered. */
export function clearLeg(turn: Turn, leg: LegName): void {
  finish(turn, leg, { kind: "closed" });
  failAll(turn, turn.state.live[leg].waiting, { kind: "closed" });
  updateLeg(turn, leg, { waiting: [], open: {}, sent: null });
}

/** When something here is to be looked at again; Infinity for never. */
export function laneDueMs(turn: Pick<Turn, "state">): number {
  const { live, outbox } = turn.state;
  let dueMs = Number.POSITIVE_INFINITY;
  for (const leg of legs) {
    const { sent, waiting, open } = live[leg];
    if (sent !== null) dueMs = Math.min(dueMs, sent.deadlineMs);
    for (const call of waiting) dueMs = Math.min(dueMs, call.deadlineMs);
    for (const call of Object.values(open)) dueMs = Math.min(dueMs, call.deadlineMs);
  }
  if (live.csms.upSinceMs === null || live.csms.sent !== null) return dueMs;
  for (const key in outbox) {
    const head = at(outbox, key);
    const isHeld = head === null || !maySend({ state: turn.state }, head.action);
    return isHeld ? dueMs : Math.min(dueMs, head.notBeforeMs);
  }
  return dueMs;
}
