/**
 * Transactions of OCPP 1.6: StartTransaction, StopTransaction and their answers (1.6 §4.8, §4.10,
 * §5.11).
 *
 * Theory: the CSMS gives a transaction its id, the station uses it in all that follows. Practice:
 * there is no id before the answer, none for a start that was never answered, and some stacks put 0
 * or -1 where they have none. Therefore a transaction is found by its id, else by connector, else
 * as the only one without an id.
 */
import { dateTimeUs } from "../ocpp/date-time.ts";
import { samplesOf } from "../ocpp/samples.ts";
import {
  type Assembled,
  type Book,
  findTransaction,
  isPlaceholder,
  noteMessage,
  pushStep,
} from "./book.ts";
import { type Fields, idAt, integerAt, numberAt, objectAt, objectOf, textAt } from "./fields.ts";
import { noteEnergy, noteRegister, noteSamples } from "./meter.ts";
import {
  answerOf,
  atOf,
  begin,
  beginLate,
  type Changes,
  changed,
  end,
  isPlausible,
  noChanges,
  noteAuthorization,
  noteLimitsAtStart,
  noteReplay,
  payloadOf,
  repeat,
  type SessionMessage,
  startedByOf,
  takeRemoteStart,
  transactionOf,
  unfinishOthers,
} from "./steps.ts";
import type { ChangeDetail, TransactionChange } from "./transaction.ts";

export function onStart(book: Book, message: SessionMessage, payload: Fields): Changes {
  const said = {
    connectorId: integerAt(payload, "connectorId"),
    idToken: textAt(payload, "idTag"),
    meterStartWh: numberAt(payload, "meterStart"),
    stationAtUs: dateTimeUs(payload["timestamp"]),
  };
  // Without a clock and a meter every session of a driver begins alike.
  const hasClock = isPlausible(said.stationAtUs, message.atUs);
  const same = findTransaction(
    book,
    ({ start, state, connectorId, idToken, meterStartWh, stationStartedAtUs }) =>
      start !== null &&
      (state !== "ended" || hasClock) &&
      stationStartedAtUs !== null &&
      stationStartedAtUs === said.stationAtUs &&
      connectorId === said.connectorId &&
      idToken === said.idToken &&
      meterStartWh === said.meterStartWh,
  );
  if (same !== null) return [changed("repeated", same, repeat(same, "start", message))];
  const changes: TransactionChange[] = [];
  const transaction = begin(book, message, changes);
  const { connectorId, idToken, meterStartWh, stationAtUs } = said;
  const { atUs } = message;
  const remote = takeRemoteStart(book, { atUs, idToken, place: connectorId, remoteStartId: null });
  transaction.version ??= "1.6";
  transaction.connectorId = connectorId;
  transaction.idToken = idToken;
  transaction.meterStartWh = meterStartWh;
  transaction.stationStartedAtUs = stationAtUs;
  transaction.start = { ...atOf(message), times: 1, answer: null };
  transaction.startedBy = startedByOf("", remote !== null, idToken);
  noteMessage(transaction, message);
  if (meterStartWh !== null) noteRegister(transaction, meterStartWh, stationAtUs ?? atUs);
  noteLimitsAtStart(book, transaction, remote);
  unfinishOthers(book, transaction, message, changes);
  const details = noteReplay(book, transaction, { stationAtUs, atUs });
  return [...changes, changed("started", transaction, details)];
}

export function onStartAnswer(book: Book, message: SessionMessage): Changes {
  const transaction = message.request === null ? null : transactionOf(book, message.request);
  if (transaction === null || transaction.start === null) return noChanges;
  noteMessage(transaction, message);
  transaction.start = { ...transaction.start, answer: answerOf(message) };
  transaction.isRowDue = true;
  if (message.message.type !== "callResult") return [changed("updated", transaction)];
  const payload = objectOf(payloadOf(message.message));
  const now = idAt(payload, "transactionId");
  const before = transaction.transactionId;
  const changes: TransactionChange[] = [];
  if (now !== "" && now !== before) {
    transaction.transactionId = now;
    const details: ChangeDetail[] = before === "" ? [] : [{ kind: "id", before, now }];
    changes.push(changed("identified", transaction, details));
  }
  const status = textAt(objectAt(payload, "idTagInfo"), "status");
  if (noteAuthorization(transaction, status, message))
    changes.push(changed("refused", transaction));
  return changes.length === 0 ? [changed("updated", transaction)] : changes;
}

export function onStop(book: Book, message: SessionMessage, payload: Fields): Changes {
  const id = idAt(payload, "transactionId");
  const changes: TransactionChange[] = [];
  const idToken = textAt(payload, "idTag");
  const found = findByUse(book, { id, connectorId: null, idToken });
  if (found?.state === "ended") {
    return [changed("repeated", found, repeat(found, "stop", message))];
  }
  const transaction = found ?? beginLate(book, message, changes);
  const details = found === null ? [] : noteUsedId(transaction, id);
  if (found === null) {
    transaction.version ??= "1.6";
    transaction.transactionId = id;
    transaction.idToken = idToken;
  }
  const { atUs } = message;
  const stationAtUs = dateTimeUs(payload["timestamp"]);
  noteMessage(transaction, message);
  // The begin and the end register are said twice; the fields of the message itself count.
  const samples = samplesOf(message.version, "StopTransaction", payload);
  noteSamples(
    transaction,
    samples.filter(({ path }) => path !== "meterStop"),
    atUs,
  );
  transaction.meterStopWh = numberAt(payload, "meterStop");
  if (transaction.meterStopWh !== null) {
    noteRegister(transaction, transaction.meterStopWh, stationAtUs ?? atUs);
  }
  noteEnergy(transaction);
  transaction.stationEndedAtUs = stationAtUs;
  transaction.stopReason = textAt(payload, "reason");
  end(book, transaction, message);
  const replay = noteReplay(book, transaction, { stationAtUs, atUs });
  return [...changes, changed("ended", transaction, [...details, ...replay])];
}

export function onStopAnswer(book: Book, message: SessionMessage): Changes {
  const transaction = message.request === null ? null : transactionOf(book, message.request);
  if (transaction === null || transaction.stop === null) return noChanges;
  noteMessage(transaction, message);
  transaction.stop = { ...transaction.stop, answer: answerOf(message) };
  transaction.isRowDue = true;
  const status = textAt(objectAt(objectOf(payloadOf(message.message)), "idTagInfo"), "status");
  // Of the card that stopped it; it refuses nothing any more.
  if (status !== "") pushStep(transaction.authorizations, { atUs: message.atUs, status });
  return [changed("updated", transaction)];
}

export type Use = {
  readonly id: string;
  readonly connectorId: number | null;
  readonly idToken: string;
};

/** The transaction that a station means by an id. */
export function findByUse(book: Book, { id, connectorId, idToken }: Use): Assembled | null {
  const isThere = (one: Assembled) =>
    connectorId === null || one.connectorId === null || one.connectorId === connectorId;
  const isReal = id !== "" && !isPlaceholder(id);
  const byId = findTransaction(book, (one) => one.transactionId === id && isThere(one));
  if (byId !== null && (isReal || byId.state === "open")) return byId;
  const nameless = book.open.filter(
    (one) => (one.transactionId === "" || isPlaceholder(one.transactionId)) && isThere(one),
  );
  const ofToken = nameless.filter((one) => idToken !== "" && one.idToken === idToken);
  const [first] = ofToken.length > 0 ? ofToken : nameless;
  if (first !== undefined) return first;
  if (isReal || id === "") return null;
  // A placeholder where there is an id: the connector, or there being only one, says which.
  const there = book.open.filter(isThere);
  if (connectorId !== null || there.length === 1) return there.at(-1) ?? byId;
  return byId;
}

/** The station used this id for it. */
export function noteUsedId(transaction: Assembled, id: string): readonly ChangeDetail[] {
  const before = transaction.transactionId;
  if (id === "" || id === before) return [];
  // A real id is not given up for a placeholder.
  if (before === "" || !isPlaceholder(id)) transaction.transactionId = id;
  transaction.isRowDue = true;
  return [{ kind: "id", before, now: id }];
}
