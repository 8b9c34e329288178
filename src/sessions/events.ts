/** Transactions of OCPP 2.x: TransactionEvent and its answer (2.0.1 Part 2 §E, §1.60). */
import { dateTimeUs } from "../ocpp/date-time.ts";
import { samplesOf } from "../ocpp/samples.ts";
import { type Assembled, type Book, findTransaction, noteMessage } from "./book.ts";
import { type Fields, idAt, integerAt, objectAt, objectOf, textAt } from "./fields.ts";
import { noteSamples } from "./meter.ts";
import {
  answerOf,
  atOf,
  begin,
  beginLate,
  type Changes,
  changed,
  end,
  noChanges,
  noteAuthorization,
  noteLimitsAtStart,
  noteReplay,
  noteState,
  payloadOf,
  placeOf,
  reopen,
  repeat,
  type SessionMessage,
  startedByOf,
  takeRemoteStart,
  transactionOf,
  unfinishOthers,
} from "./steps.ts";
import type { ChangeDetail, TransactionChange } from "./transaction.ts";

export function onEvent(book: Book, message: SessionMessage, payload: Fields): Changes {
  const id = idAt(objectAt(payload, "transactionInfo"), "transactionId");
  if (id === "") return noChanges;
  const eventType = textAt(payload, "eventType");
  const startsAtUs = eventType === "Started" ? dateTimeUs(payload["timestamp"]) : null;
  // Some stations count from 1 again: a start at another time is another transaction.
  const known = findTransaction(
    book,
    ({ transactionId, state, stationStartedAtUs }) =>
      transactionId === id &&
      (state !== "ended" || startsAtUs === null || startsAtUs === stationStartedAtUs),
  );
  const changes: TransactionChange[] = [];
  const transaction = known ?? beginWith(book, message, { payload, changes });
  if (known !== null && known.state === "unfinished") reopen(book, known);
  const details = [
    ...noteSeqNo(transaction, payload),
    ...noteWhen(book, transaction, { message, payload }),
  ];
  const isAgain =
    (eventType === "Started" && known !== null && known.start !== null) ||
    (eventType === "Ended" && transaction.state === "ended");
  if (isAgain) {
    const of = eventType === "Started" ? "start" : "stop";
    return [
      ...changes,
      changed("repeated", transaction, [...repeat(transaction, of, message), ...details]),
    ];
  }
  noteMessage(transaction, message);
  noteSamples(transaction, samplesOf(message.version, "TransactionEvent", payload), message.atUs);
  noteInfo(transaction, message, payload);
  if (known === null) {
    noteBeginning(book, transaction, { message, payload, changes });
    changes.push(changed("started", transaction, eventType === "Ended" ? [] : details));
  }
  if (eventType === "Ended") {
    transaction.stopReason = textAt(objectAt(payload, "transactionInfo"), "stoppedReason");
    transaction.stationEndedAtUs = dateTimeUs(payload["timestamp"]);
    end(book, transaction, message);
    return [...changes, changed("ended", transaction, details)];
  }
  return known === null ? changes : [...changes, changed("updated", transaction, details)];
}

type Beginning = {
  readonly message: SessionMessage;
  readonly payload: Fields;
  readonly changes: TransactionChange[];
};

function beginWith(
  book: Book,
  message: SessionMessage,
  { payload, changes }: Omit<Beginning, "message">,
): Assembled {
  const isStart = textAt(payload, "eventType") === "Started";
  const transaction = (isStart ? begin : beginLate)(book, message, changes);
  transaction.version ??= "2.0.1";
  transaction.transactionId = idAt(objectAt(payload, "transactionInfo"), "transactionId");
  if (isStart) {
    transaction.start = { ...atOf(message), times: 1, answer: null };
    transaction.stationStartedAtUs = dateTimeUs(payload["timestamp"]);
    transaction.triggerReason = textAt(payload, "triggerReason");
  }
  return transaction;
}

function noteBeginning(book: Book, transaction: Assembled, beginning: Beginning): void {
  const { message, payload, changes } = beginning;
  const { idToken, triggerReason } = transaction;
  const remoteStartId = integerAt(objectAt(payload, "transactionInfo"), "remoteStartId");
  const start = { atUs: message.atUs, idToken, place: placeOf(transaction), remoteStartId };
  const remote = takeRemoteStart(book, start);
  transaction.startedBy = startedByOf(triggerReason, remote !== null, idToken);
  noteLimitsAtStart(book, transaction, remote);
  if (transaction.start !== null) unfinishOthers(book, transaction, message, changes);
}

/** What an event says of its transaction beyond its type. */
function noteInfo(transaction: Assembled, message: SessionMessage, payload: Fields): void {
  const info = objectAt(payload, "transactionInfo");
  const evse = objectAt(payload, "evse");
  transaction.evseId ??= integerAt(evse, "id");
  transaction.connectorId ??= integerAt(evse, "connectorId");
  const idToken = textAt(objectAt(payload, "idToken"), "idToken");
  if (transaction.idToken === "") transaction.idToken = idToken;
  // Plugging in began it; a card or the CSMS is then who lets it charge.
  if (transaction.startedBy === "plug" || transaction.startedBy === "unknown") {
    const isRemote = integerAt(info, "remoteStartId") !== null;
    const by = startedByOf(textAt(payload, "triggerReason"), isRemote, "");
    if (by === "remote" || by === "card") transaction.startedBy = by;
  }
  noteState(transaction, textAt(info, "chargingState"), message.atUs);
}

/** 2.0.1 Part 2 §E: every event of a transaction has the number after the one before. */
function noteSeqNo(transaction: Assembled, payload: Fields): readonly ChangeDetail[] {
  const seqNo = integerAt(payload, "seqNo");
  if (seqNo === null) return [];
  const { lastSeqNo, isSeqNoUncertain, answeredSeqNo } = transaction;
  transaction.lastSeqNo = Math.max(lastSeqNo ?? seqNo, seqNo);
  transaction.isSeqNoUncertain = false;
  if (lastSeqNo === null || seqNo === lastSeqNo + 1 || isSeqNoUncertain) return [];
  // What was not answered has to be sent again.
  if (seqNo === lastSeqNo && (answeredSeqNo ?? -1) < seqNo) return [];
  if (seqNo > lastSeqNo) transaction.missingEvents += seqNo - lastSeqNo - 1;
  return [{ kind: "seq-no", expected: lastSeqNo + 1, seqNo }];
}

function noteWhen(
  book: Book,
  transaction: Assembled,
  { message, payload }: { readonly message: SessionMessage; readonly payload: Fields },
): readonly ChangeDetail[] {
  const stationAtUs = dateTimeUs(payload["timestamp"]);
  const isOffline = payload["offline"] === true;
  return noteReplay(book, transaction, { stationAtUs, atUs: message.atUs, isOffline });
}

export function onEventAnswer(book: Book, message: SessionMessage): Changes {
  const { request } = message;
  const transaction = request === null ? null : transactionOf(book, request);
  if (request === null || transaction === null) return noChanges;
  noteMessage(transaction, message);
  const answer = answerOf(message);
  for (const end of ["start", "stop"] as const) {
    const step = transaction[end];
    if (step === null || step.seq !== request.seq || step.linkId !== request.linkId) continue;
    transaction[end] = { ...step, answer };
    transaction.isRowDue = true;
  }
  const seqNo = integerAt(objectOf(request.payload), "seqNo");
  if (answer.outcome === "result" && seqNo !== null) {
    transaction.answeredSeqNo = Math.max(transaction.answeredSeqNo ?? seqNo, seqNo);
  }
  const payload = objectOf(payloadOf(message.message));
  const status = textAt(objectAt(payload, "idTokenInfo"), "status");
  const isRefused =
    transaction.state === "open" ? noteAuthorization(transaction, status, message) : false;
  return [changed(isRefused ? "refused" : "updated", transaction)];
}
