/**
 * TransactionEvent → StartTransaction, MeterValues, StopTransaction and StatusNotification. In
 * 2.0.1 a transaction may begin with a cable or a card alone; in 1.6 it begins when both are
 * there, and the CSMS gives its number. What came before only drives statuses; what comes after
 * waits for the number in the outbox.
 */
import type { Json } from "../../exchange/message.ts";
import { acknowledge, answer, answerBy, refuse } from "../answers.ts";
import { timed } from "../charging-state.ts";
import { integerAt, momentOf, spelledAs, textAt } from "../convert.ts";
import { fingerprintOf } from "../ids.ts";
import { fieldOf, listIn, objectIn } from "../json.ts";
import { at, type Transaction, withEntry } from "../state.ts";
import { isSameToken, tokenOf } from "../tokens.ts";
import { openTransactionOn, putTransaction } from "../transaction-state.ts";
import { bury, type Call, isRegistered, isUp, lose, type Turn, updateLive } from "../turn.ts";
import { authorizeForEvent } from "./authorize.ts";
import { refreshStatus } from "./connector-status.ts";
import { idTagIn, policyInfo } from "./id-tags.ts";
import { connectorIdAt } from "./places.ts";
import { type Reading16, readMeterValues201, registerOf } from "./samples.ts";
import { isNumberAwaited, putReverse, startWhenReady, tellSamples } from "./starting.ts";
import { endLost16, stop16 } from "./stopping.ts";

export type Event201 = {
  readonly txId: string;
  readonly eventType: string;
  readonly triggerReason: string;
  /** The same for an event that is told again; a number alone is not, as some stand still. */
  readonly print: string;
  readonly atMs: number;
  readonly chargingState: string | null;
  readonly stoppedReason: string;
  /** Null where the event names none, or one that is not there. */
  readonly connectorId: number | null;
  readonly idTag: string | null;
  readonly reservationId: number | null;
  readonly remoteStartId: number | null;
  readonly readings: readonly Reading16[];
};

const TRANSACTION_ID_CHARS_MAX = 36;
const chargingStates = ["Charging", "EVConnected", "SuspendedEV", "SuspendedEVSE", "Idle"];

/** Null for what names no transaction. */
function eventOf(turn: Turn, payload: Json): Event201 | null {
  const info = objectIn(payload, "transactionInfo");
  const txId = textAt(info, "transactionId");
  if (txId === null || txId.length > TRANSACTION_ID_CHARS_MAX) return null;
  const moment = momentOf(textAt(payload, "timestamp"), turn.nowMs);
  if (moment.isGuessed) lose(turn, "time-unusable", "timestamp of a TransactionEvent");
  const connectorId = connectorIdAt(turn, fieldOf(payload, "evse")) ?? 0;
  return {
    txId,
    eventType: textAt(payload, "eventType") ?? "Updated",
    triggerReason: textAt(payload, "triggerReason") ?? "",
    print: printOf(txId, payload),
    atMs: moment.ms,
    chargingState: spelledAs(textAt(info, "chargingState"), chargingStates),
    stoppedReason: textAt(info, "stoppedReason") ?? "Local",
    connectorId: connectorId === 0 ? null : connectorId,
    idTag: idTagIn(turn, fieldOf(payload, "idToken")),
    reservationId: integerAt(payload, "reservationId"),
    remoteStartId: integerAt(info, "remoteStartId"),
    readings: readMeterValues201(turn, listIn(payload, "meterValue")),
  };
}

export function transactionEvent(turn: Turn, call: Call): void {
  const event = eventOf(turn, call.payload);
  if (event === null) {
    refuse(turn, call, "PropertyConstraintViolation", "a transactionId of 1 to 36 characters");
    return;
  }
  const known = at(turn.state.transactions, event.txId);
  const isOld = known !== null && isRepeated(known, event);
  if (isOld || known?.isOpen === false) {
    if (!isOld) lose(turn, "event-after-end", event.eventType);
    answerEvent(turn, call, { event, keys: [], isStart: false, isStop: false });
    return;
  }
  const isUnknown = known === null && event.eventType !== "Started";
  if (isUnknown && !turn.settings.adoptUnknown) {
    const { action, payload } = call;
    bury(turn, "unmatched", { leg: "csms", action, payload, problem: "no such transaction" });
    acknowledge(turn, call.messageId, { payload: {}, keys: [] });
    return;
  }
  const keys: string[] = known === null ? [...open(turn, event)] : [];
  follow(turn, event);
  const started = startWhenReady(turn, event);
  keys.push(...started, ...tellSamples(turn, event));
  const ended = event.eventType === "Ended" ? stop16(turn, event, call) : [];
  keys.push(...ended);
  const connectorId = at(turn.state.transactions, event.txId)?.connectorId ?? 0;
  const hasEnded = event.eventType === "Ended";
  if (connectorId > 0) {
    keys.push(...refreshStatus(turn, connectorId, { atMs: event.atMs, hasEnded }));
  }
  const [isStart, isStop] = [started.length > 0, ended.length > 0];
  answerEvent(turn, call, { event, keys, isStart, isStop });
}

function printOf(txId: string, payload: Json): string {
  const said = ["seqNo", "eventType", "timestamp"].map((name) => textAt(payload, name) ?? "");
  return fingerprintOf([txId, ...said].join("|"));
}

function isRepeated({ reverse }: Transaction, { print }: Event201): boolean {
  return reverse?.events.includes(print) === true;
}

/** Another that is open there was never ended: that is done first. */
function open(turn: Turn, event: Event201): readonly string[] {
  const { txId, atMs, connectorId } = event;
  const other = connectorId === null ? null : openTransactionOn(turn.state, connectorId);
  const keys = other === null ? [] : endLost16(turn, other, { reason: "Other", notAfterMs: atMs });
  const isFirst = event.eventType === "Started";
  putTransaction(turn, {
    ...{ txId, int: 0, connectorId: connectorId ?? 0, idTag: null, idToken: null },
    ...{
      naturalKey: "",
      epoch: 0,
      nextSeqNo: 0,
      isOpen: true,
      isPlugged: false,
      startedAtMs: atMs,
    },
    ...{ openedAtMs: turn.nowMs, endedAtMs: null, meterStartWh: null, registerWh: null },
    ...{ lastEventAtMs: atMs, chargingState: null, remoteStartId: event.remoteStartId },
    ...{ isIntUsed: false, isAdopted: !isFirst, isSynthetic: false, startInfo: null },
    ...{ doubtedAtMs: null, stopKey: null, samples: { first: 0, end: 0 } },
    charging: { sinceMs: null, totalMs: 0, isWhole: isFirst },
    reverse: {
      ...{ stage: "waiting", meterDueMs: null, startAtMs: atMs, hasCharged: false },
      ...{ reservationId: null, toldStartWh: 0, isNumbered: false, events: [] },
    },
  });
  return keys;
}

/** So many events are remembered: a station repeats its newest ones. */
const EVENTS_MAX = 32;
const flowing = /^(Charging|SuspendedEV|SuspendedEVSE)$/;

/** What the event says of its transaction. */
function follow(turn: Turn, event: Event201): void {
  const transaction = at(turn.state.transactions, event.txId);
  if (transaction === null) return;
  const { chargingState, readings, atMs } = event;
  const registerWh = registerOf(readings, null) ?? transaction.registerWh;
  const first = registerOf(readings, "Transaction.Begin");
  const isFlowing = chargingState !== null && flowing.test(chargingState);
  const reverse = transaction.reverse;
  putTransaction(turn, {
    ...transaction,
    connectorId: event.connectorId ?? transaction.connectorId,
    idTag: transaction.idTag ?? (event.eventType === "Ended" ? null : event.idTag),
    chargingState: chargingState ?? transaction.chargingState,
    charging: timed(transaction, { chargingState, atMs }),
    registerWh,
    meterStartWh: transaction.meterStartWh ?? first ?? registerWh,
    lastEventAtMs: atMs,
    doubtedAtMs: null,
  });
  const hasRisen = (registerWh ?? 0) > (transaction.meterStartWh ?? registerWh ?? 0);
  putReverse(turn, event.txId, {
    hasCharged: isFlowing || hasRisen || reverse?.hasCharged === true,
    reservationId: event.reservationId ?? reverse?.reservationId ?? null,
    events: [...(reverse?.events ?? []), event.print].slice(-EVENTS_MAX),
  });
}

type Handled = {
  readonly event: Event201;
  readonly keys: readonly string[];
  /** It made a StartTransaction, whose answer is its answer. */
  readonly isStart: boolean;
  /** It made a StopTransaction. */
  readonly isStop: boolean;
};

/** 2.0.1 wants to know of every token that an event shows what the CSMS thinks of it. */
function answerEvent(turn: Turn, call: Call, handled: Handled): void {
  const { event, keys, isStart, isStop } = handled;
  const { idTag, txId } = event;
  const transaction = at(turn.state.transactions, txId);
  if (idTag === null || transaction === null) {
    acknowledge(turn, call.messageId, { payload: {}, keys });
    return;
  }
  if (event.eventType === "Ended") {
    const known = tokenOf(turn, idTag)?.status ?? null;
    // The answer to a stop is the CSMS's own if it comes in time.
    if (isStop && canAsk(turn)) return;
    answer(turn, call, known === null ? {} : { idTokenInfo: { status: known } });
    return;
  }
  const isStarter = transaction.idTag !== null && isSameToken(transaction.idTag, idTag);
  if (isStarter && transaction.startInfo !== null) {
    answer(turn, call, { idTokenInfo: transaction.startInfo });
  } else if (isStart || (isStarter && isNumberAwaited(turn, txId))) {
    awaitStart(turn, call, transaction);
  } else {
    authorizeForEvent(turn, call, idTag);
  }
}

function canAsk(turn: Turn): boolean {
  return isUp(turn, "csms") && isRegistered(turn);
}

function awaitStart(turn: Turn, call: Call, { txId, idTag }: Transaction): void {
  const fallback = { idTokenInfo: policyInfo(turn, idTag ?? "") };
  if (!canAsk(turn)) {
    answer(turn, call, fallback);
    return;
  }
  answerBy(turn, call, { deadlineMs: call.deadlineMs, fallback });
  const { starts } = turn.state.live;
  updateLive(turn, { starts: withEntry(starts, txId, call.messageId) });
}
