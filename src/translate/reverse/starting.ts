/**
 * When a transaction of 2.0.1 becomes one of 1.6: once there is a token, a car, and a reading of
 * the register. A reading is waited for, as a start without one is a bill for all that was ever
 * charged.
 */
import type { Json, JsonObject } from "../../exchange/message.ts";
import { answer, isOpen } from "../answers.ts";
import { isOn, settingOf } from "../configuration.ts";
import { integerAt, isoOf } from "../convert.ts";
import { present } from "../json.ts";
import { sentSamples, withSent } from "../sent-samples.ts";
import { at, type ReverseTransaction, type Transaction, withEntry } from "../state.ts";
import { connectorIdsOf } from "../topology.ts";
import { openTransactions, putTransaction } from "../transaction-state.ts";
import { ask, bury, continuing, keep, lose, type Turn, update, updateLive } from "../turn.ts";
import { anonymousIdTag, idTokenInfoIn } from "./id-tags.ts";
import { evseOf, statusAt } from "./places.ts";
import { meterValue16, onlySamples, registerOf, wholeWh } from "./samples.ts";
import type { Event201 } from "./transaction-events.ts";

/** A first reading is waited for so long. Unit: ms. */
const METER_WAIT_MS = 10_000;

export function putReverse(turn: Turn, txId: string, patch: Partial<ReverseTransaction>): void {
  const transaction = at(turn.state.transactions, txId);
  if (transaction?.reverse === undefined) return;
  putTransaction(turn, { ...transaction, reverse: { ...transaction.reverse, ...patch } });
}

/** Gives the place of the StartTransaction, if this event makes one. */
export function startWhenReady(turn: Turn, event: Event201): readonly string[] {
  const transaction = at(turn.state.transactions, event.txId);
  if (transaction?.reverse === undefined || transaction.reverse.stage === "started") return [];
  if (event.eventType === "Ended") return startAtEnd(turn, transaction, event);
  if (transaction.reverse.stage === "waiting" && !isReady(turn, transaction)) return [];
  if (transaction.idTag === null) {
    putTransaction(turn, { ...transaction, idTag: anonymousIdTag(turn) });
  }
  const isNew = transaction.reverse.stage === "waiting";
  const startAtMs = isNew ? event.atMs : transaction.reverse.startAtMs;
  putReverse(turn, event.txId, { startAtMs });
  const register = registerOf(event.readings, "Transaction.Begin") ?? transaction.registerWh;
  if (register !== null) return start(turn, event.txId, register);
  if (isNew) {
    putReverse(turn, event.txId, { stage: "metering", meterDueMs: turn.nowMs + METER_WAIT_MS });
    askForReading(turn, transaction);
  }
  return [];
}

/** Somebody may charge and a car is there. Energy that flows says both. */
function isReady(turn: Turn, { idTag, chargingState, connectorId }: Transaction): boolean {
  if (connectorId === 0) return false;
  if (chargingState === "Charging") return true;
  if (idTag === null || chargingState === "Idle") return false;
  return chargingState !== null || statusAt(turn, connectorId) !== "Available";
}

/** It ended before it began: only what was charged makes it a transaction. */
function startAtEnd(turn: Turn, transaction: Transaction, event: Event201): readonly string[] {
  const begin = transaction.meterStartWh;
  const end = registerOf(event.readings, "Transaction.End") ?? transaction.registerWh;
  const hasEnergy = begin !== null && end !== null && end > begin;
  const isMeant = transaction.reverse?.stage === "metering" || hasEnergy;
  const idTag = transaction.idTag ?? event.idTag;
  if (!isMeant) {
    if (idTag !== null) lose(turn, "transaction-unstarted", event.stoppedReason);
    return [];
  }
  if (transaction.connectorId === 0) {
    putTransaction(turn, { ...transaction, connectorId: connectorIdsOf(turn)[0] ?? 1 });
  }
  const newest = at(turn.state.transactions, event.txId) ?? transaction;
  putTransaction(turn, { ...newest, idTag: idTag ?? anonymousIdTag(turn) });
  if (transaction.reverse?.stage === "waiting") {
    putReverse(turn, event.txId, { startAtMs: transaction.startedAtMs });
  }
  return start(turn, event.txId, begin);
}

/** The station has it, and was not told to send it: it may still do so when asked. */
function askForReading(turn: Turn, { connectorId }: Transaction): void {
  const evse = evseOf(turn, connectorId);
  const payload = present({ requestedMessage: "TransactionEvent", evse: evse ?? undefined });
  ask(turn, "station", { action: "TriggerMessage", payload, isOwn: true });
}

function start(turn: Turn, txId: string, registerWh: number | null): readonly string[] {
  const transaction = at(turn.state.transactions, txId);
  if (transaction?.reverse === undefined) return [];
  if (registerWh === null)
    lose(turn, "meter-start-unknown", `connector ${transaction.connectorId}`);
  const meterStart = wholeWh(registerWh ?? 0);
  putTransaction(turn, { ...transaction, meterStartWh: registerWh });
  putReverse(turn, txId, { stage: "started", meterDueMs: null, toldStartWh: meterStart });
  const payload = present({
    connectorId: transaction.connectorId,
    idTag: transaction.idTag ?? turn.settings.anonymousIdTag,
    meterStart,
    reservationId: transaction.reverse.reservationId ?? undefined,
    timestamp: isoOf(transaction.reverse.startAtMs),
  });
  const continuation = started.with({ txId });
  return [keep(turn, { action: "StartTransaction", payload, txId, continuation })];
}

/** Samples of a transaction that has begun; those of its end go with the stop. */
export function tellSamples(turn: Turn, event: Event201): readonly string[] {
  const transaction = at(turn.state.transactions, event.txId);
  if (transaction === null || transaction.reverse?.stage !== "started") return [];
  const sent = sentSamples(turn.state, transaction);
  const isEnd = event.eventType === "Ended";
  const readings = onlySamples(event.readings, (sample) => {
    if (isEnd && sample.context.startsWith("Transaction.")) return false;
    if (isEnd && sent.has(sample.print)) return false;
    // The start says it.
    const isStart = sample.context === "Transaction.Begin" && sample.registerWh !== null;
    return !isStart || sample.isSigned;
  });
  if (readings.length === 0) return [];
  const prints = readings.flatMap(({ samples }) => samples.map(({ print }) => print));
  putTransaction(turn, withSent(turn, transaction, prints));
  const { connectorId, int, reverse } = transaction;
  const payload = present({
    connectorId,
    transactionId: reverse.isNumbered ? int : undefined,
    meterValue: readings.map(meterValue16),
  });
  return [keep(turn, { action: "MeterValues", payload, txId: event.txId })];
}

export const started = continuing<{ txId: string }>(
  "reverse.started",
  (turn, outcome, { txId }) => {
    const transaction = at(turn.state.transactions, txId);
    if (transaction === null) return;
    const payload: Json = outcome.kind === "result" ? outcome.payload : null;
    const idTag = transaction.idTag ?? "";
    const info = outcome.kind === "result" ? idTokenInfoIn(turn, payload, idTag) : null;
    const int = integerAt(payload, "transactionId");
    const newest = at(turn.state.transactions, txId) ?? transaction;
    putTransaction(turn, { ...newest, startInfo: info, int: int ?? 0 });
    putReverse(turn, txId, { isNumbered: int !== null });
    if (int === null) numberIsMissing(turn, txId);
    else numberIsKnown(turn, txId, int);
    const messageId = at(turn.state.live.starts, txId);
    updateLive(turn, { starts: withEntry(turn.state.live.starts, txId, null) });
    if (info === null) return;
    const asker = { leg: "station", messageId: messageId ?? "" } as const;
    if (messageId !== null && isOpen(turn, asker)) answer(turn, asker, { idTokenInfo: info });
    else if (info["status"] !== "Accepted") stopRefused(turn, txId);
  },
);

/** What waits behind the start gets the number. */
function numberIsKnown(turn: Turn, txId: string, transactionId: number): void {
  let { outbox } = turn.state;
  for (const [key, entry] of Object.entries(outbox)) {
    if (entry.txId !== txId || entry.action === "StartTransaction") continue;
    const payload: JsonObject = { ...entry.payload, transactionId };
    outbox = withEntry(outbox, key, { ...entry, payload });
  }
  update(turn, { outbox });
}

/** The CSMS never took the start: nobody can be told of its end. */
function numberIsMissing(turn: Turn, txId: string): void {
  for (const [key, entry] of Object.entries(turn.state.outbox)) {
    if (entry.txId !== txId || entry.action !== "StopTransaction") continue;
    bury(turn, "unmatched", { leg: "csms", ...entry, problem: "its start was not taken" });
    update(turn, { outbox: withEntry(turn.state.outbox, key, null) });
  }
}

/** The station was let begin before the CSMS said no; a station set to go on is let go on. */
function stopRefused(turn: Turn, txId: string): void {
  const key = "StopTransactionOnInvalidId";
  const goesOn = settingOf(turn.state, key) !== null && !isOn(turn.state, key);
  if (at(turn.state.transactions, txId)?.isOpen !== true || goesOn) return;
  const payload = { transactionId: txId };
  ask(turn, "station", { action: "RequestStopTransaction", payload, isOwn: true });
}

export function meterDueMs(transactions: Readonly<Record<string, Transaction>>): number {
  return Object.values(transactions).reduce(
    (first, { isOpen: isGoing, reverse }) =>
      isGoing ? Math.min(first, reverse?.meterDueMs ?? first) : first,
    Number.POSITIVE_INFINITY,
  );
}

/** No reading came. */
export function startWithoutReading(turn: Turn): void {
  for (const { txId, reverse } of openTransactions(turn.state)) {
    const dueMs = reverse?.meterDueMs ?? null;
    if (dueMs !== null && dueMs <= turn.nowMs) start(turn, txId, null);
  }
}

export function isNumberAwaited(turn: Turn, txId: string): boolean {
  return Object.values(turn.state.outbox).some(
    (each) => each.txId === txId && each.action === "StartTransaction",
  );
}
