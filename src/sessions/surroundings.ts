/**
 * What is said around a transaction and becomes part of it: meter values, statuses, the CSMS's
 * commands, authorizations, limits.
 */
import { limits } from "../base/limits.ts";
import { dateTimeUs } from "../ocpp/date-time.ts";
import { samplesOf } from "../ocpp/samples.ts";
import {
  type Assembled,
  type Book,
  isPlaceholder,
  noteMessage,
  pushNewest,
  pushStep,
} from "./book.ts";
import { type Fields, idAt, integerAt, itemsAt, objectAt, objectOf, textAt } from "./fields.ts";
import { noteSamples } from "./meter.ts";
import { type ChargingProfile, clearedBy, isFor, limitAt, readProfile } from "./profiles.ts";
import { findByUse, noteUsedId } from "./starts-stops.ts";
import {
  atOf,
  beginLate,
  type Changes,
  changed,
  learnLag,
  noChanges,
  noteReplay,
  noteState,
  payloadOf,
  placeOf,
  reopen,
  type SessionMessage,
  UNFINISHED_AFTER_US,
} from "./steps.ts";
import type { TransactionChange } from "./transaction.ts";

export function onMeterValues(book: Book, message: SessionMessage, payload: Fields): Changes {
  const id = idAt(payload, "transactionId");
  const place = integerAt(payload, "connectorId") ?? integerAt(payload, "evseId");
  const changes: TransactionChange[] = [];
  const found = findMetered(book, id, place);
  const isReal = id !== "" && !isPlaceholder(id);
  if (found === null && !isReal) return noChanges;
  const transaction = found ?? beginLate(book, message, changes);
  if (found === null) {
    transaction.version ??= "1.6";
    transaction.transactionId = id;
    transaction.connectorId = place;
    changes.push(changed("started", transaction));
  }
  reopen(book, transaction);
  noteMessage(transaction, message);
  noteSamples(transaction, samplesOf(message.version, "MeterValues", payload), message.atUs);
  const last = objectOf(itemsAt(payload, "meterValue").at(-1));
  const when = { stationAtUs: dateTimeUs(last["timestamp"]), atUs: message.atUs };
  const details = [...noteUsedId(transaction, id), ...noteReplay(book, transaction, when)];
  return [...changes, changed("updated", transaction, details)];
}

/** Connector 0 is the meter of the whole station: no transaction's, unless it is named. */
function findMetered(book: Book, id: string, place: number | null): Assembled | null {
  const connectorId = place === 0 ? null : place;
  if (id !== "") return findByUse(book, { id, connectorId, idToken: "" });
  if (connectorId === null) return null;
  return book.open.findLast((one) => placeOf(one) === connectorId) ?? null;
}

export function onStatus(book: Book, message: SessionMessage, payload: Fields): Changes {
  learnLag(book, dateTimeUs(payload["timestamp"]), message.atUs);
  const isTwo = "connectorStatus" in payload;
  const place = integerAt(payload, isTwo ? "evseId" : "connectorId");
  const status = textAt(payload, isTwo ? "connectorStatus" : "status");
  if (place === null || place === 0) return noChanges;
  const transaction = book.open.findLast((one) => placeOf(one) === place);
  if (transaction === undefined) return noChanges;
  if (status === "Available" && (!isTwo || wasPluggedIn(transaction))) {
    suspect(transaction, "available", message);
    return noChanges;
  }
  if (isTwo || !noteState(transaction, status, message.atUs)) return noChanges;
  noteMessage(transaction, message);
  return [changed("updated", transaction)];
}

/** 2.x: a transaction may begin before the cable is plugged in, and last until the car has left. */
function wasPluggedIn({ chargingStates }: Assembled): boolean {
  const state = chargingStates.at(-1)?.state ?? "Idle";
  return state !== "Idle";
}

function suspect(transaction: Assembled, why: "available" | "boot", message: SessionMessage): void {
  const dueUs = message.atUs + UNFINISHED_AFTER_US;
  transaction.suspect ??= { why, shownBy: atOf(message), dueUs };
}

/** Before it a station may not send its stops (1.6 §4.2, 2.0.1 Part 2 §B01). */
export function onBootAnswer(book: Book, message: SessionMessage): Changes {
  if (textAt(objectOf(payloadOf(message.message)), "status") !== "Accepted") return noChanges;
  for (const transaction of book.open) suspect(transaction, "boot", message);
  return noChanges;
}

export function onAuthorizeAnswer(book: Book, message: SessionMessage): Changes {
  const payload = objectOf(payloadOf(message.message));
  const info = "idTokenInfo" in payload ? "idTokenInfo" : "idTagInfo";
  const status = textAt(objectAt(payload, info), "status");
  const idToken = message.request?.context.idToken ?? "";
  if (status === "" || idToken === "") return noChanges;
  const authorization = { ...atOf(message), idToken, status };
  pushNewest(book.authorizations, authorization, limits.pendingStartsMax);
  return noChanges;
}

/** Accepted by the station: a start should follow. */
export function onRemoteStartAnswer(book: Book, message: SessionMessage): Changes {
  const { request } = message;
  if (request === null || !isAccepted(message)) return noChanges;
  const payload = objectOf(request.payload);
  const { idToken, connectorId, evseId } = request.context;
  const place = connectorId ?? evseId;
  const remoteStart = {
    ...atOf(request),
    idToken,
    connectorId: place === 0 ? null : place,
    remoteStartId: integerAt(payload, "remoteStartId"),
    profile: readProfile(payload["chargingProfile"], null, atOf(request)),
  };
  pushNewest(book.remoteStarts, remoteStart, limits.pendingStartsMax);
  return noChanges;
}

/** The command itself: the id it names may be none. */
export function onRemoteStop(book: Book, message: SessionMessage, payload: Fields): Changes {
  const id = idAt(payload, "transactionId");
  const transaction = book.open.findLast(({ transactionId }) => transactionId === id);
  if (transaction !== undefined || !isPlaceholder(id)) return noChanges;
  const meant = findByUse(book, { id, connectorId: null, idToken: "" });
  if (meant === null || meant.transactionId === "") return noChanges;
  noteMessage(meant, message);
  return [changed("updated", meant, [{ kind: "id", before: meant.transactionId, now: id }])];
}

export function onRemoteStopAnswer(book: Book, message: SessionMessage): Changes {
  const { request } = message;
  if (request === null || !isAccepted(message)) return noChanges;
  const { transactionId: id } = request.context;
  const transaction = book.open.findLast(({ transactionId }) => transactionId === id);
  if (transaction === undefined) return noChanges;
  transaction.remoteStop = atOf(request);
  transaction.isRowDue = true;
  noteMessage(transaction, message);
  return [changed("updated", transaction)];
}

export function onProfileAnswer(book: Book, message: SessionMessage): Changes {
  const { request } = message;
  if (request === null || !isAccepted(message)) return noChanges;
  const payload = objectOf(request.payload);
  const place = integerAt(payload, "connectorId") ?? integerAt(payload, "evseId");
  const of = payload["csChargingProfiles"] ?? payload["chargingProfile"];
  const profile = readProfile(of, place, atOf(request));
  if (profile === null) return noChanges;
  if (profile.purpose !== "TxProfile") keepProfile(book, profile);
  return limitOpen(book, profile, message);
}

/** A profile with the same id, or with the same stack level and purpose there, replaces it. */
function keepProfile(book: Book, profile: ChargingProfile): void {
  const { profiles } = book;
  const index = profiles.findIndex(
    (other) =>
      other.profileId === profile.profileId ||
      (other.purpose === profile.purpose &&
        other.stackLevel === profile.stackLevel &&
        other.connectorId === profile.connectorId),
  );
  if (index >= 0) profiles.splice(index, 1);
  pushNewest(profiles, profile, limits.stationProfilesMax);
}

function limitOpen(book: Book, profile: ChargingProfile, message: SessionMessage): Changes {
  const changes: TransactionChange[] = [];
  for (const transaction of book.open) {
    const { transactionId } = transaction;
    if (!isFor(profile, { connectorId: placeOf(transaction), transactionId })) continue;
    const limit = limitAt(profile, message.atUs);
    if (limit === null) continue;
    pushStep(transaction.limitChanges, limit);
    noteMessage(transaction, message);
    changes.push(changed("updated", transaction));
  }
  return changes;
}

export function onClearAnswer(book: Book, message: SessionMessage): Changes {
  const { request } = message;
  if (request === null || !isAccepted(message)) return noChanges;
  const isCleared = clearedBy(objectOf(request.payload));
  const kept = book.profiles.filter((profile) => !isCleared(profile));
  book.profiles.splice(0, book.profiles.length, ...kept);
  const changes: TransactionChange[] = [];
  for (const transaction of book.open) {
    const last = transaction.limitChanges.at(-1);
    if (last === undefined || last.limit === null) continue;
    const { unit, profileId, purpose, stackLevel } = last;
    const profile = { ...last, connectorId: null, transactionId: "", unit: "A" as const };
    const unbounded = { startsAtUs: null, durationS: null, recursEveryS: null, periods: [] };
    if (!isCleared({ ...profile, ...unbounded })) continue;
    const { linkId, seq } = request;
    const { atUs } = message;
    pushStep(transaction.limitChanges, {
      ...{ linkId, seq, atUs, limit: null, unit, profileId, purpose, stackLevel },
    });
    noteMessage(transaction, message);
    changes.push(changed("updated", transaction));
  }
  return changes;
}

function isAccepted({ message }: SessionMessage): boolean {
  return textAt(objectOf(payloadOf(message)), "status") === "Accepted";
}
