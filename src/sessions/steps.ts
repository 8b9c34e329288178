/** Steps of a transaction's life that are the same in all versions. */
import type { StationId } from "../base/ids.ts";
import { limits } from "../base/limits.ts";
import type { CallRef } from "../exchange/calls.ts";
import type { Json, OcppMessage } from "../exchange/message.ts";
import type { OcppVersion } from "../ocpp/versions.ts";
import {
  type Assembled,
  type Book,
  createTransaction,
  findTransaction,
  noteMessage,
  pushStep,
  settle,
} from "./book.ts";
import { type ChargingProfile, isFor, limitAt } from "./profiles.ts";
import type {
  Answer,
  ChangeDetail,
  ChangeKind,
  MessageAt,
  StartedBy,
  TransactionChange,
  UnfinishedCause,
} from "./transaction.ts";

/** A message as the assembly needs it. */
export type SessionMessage = MessageAt & {
  readonly stationId: StationId;
  readonly instance: string;
  readonly version: OcppVersion | null;
  readonly sender: "station" | "csms";
  readonly message: OcppMessage;
  /** Of a response: its call. */
  readonly request: CallRef | null;
};

export type Changes = readonly TransactionChange[];
export const noChanges: Changes = [];

/** Unit: µs. How long the stop may come behind what shows that the transaction is over. */
export const UNFINISHED_AFTER_US = 60_000_000;
/** A message this much older than usual was not sent when it was written: minutes, not seconds. */
const REPLAY_US = 120_000_000;
/** What is older has no clock. */
const REPLAY_US_MAX = 90 * 86_400_000_000;
/** A remote start leads to a start within ConnectionTimeOut, of which some stations make 5 min. */
const REMOTE_START_US = 600_000_000;
/** A station recorded for this long would have shown us the start. */
const KNOWN_AFTER_US = 86_400_000_000;

export function changed(
  change: ChangeKind,
  transaction: Assembled,
  details: readonly ChangeDetail[] = [],
): TransactionChange {
  return { change, transaction, details };
}

export function atOf({ linkId, seq, atUs }: MessageAt): MessageAt {
  return { linkId, seq, atUs };
}

/** A new one among the open ones; there is a bound to them. */
export function begin(
  book: Book,
  message: SessionMessage,
  changes: TransactionChange[],
): Assembled {
  const transaction = createTransaction(book, message);
  book.open.push(transaction);
  const [oldest] = book.open.length > limits.openTransactionsMax ? book.open : [];
  if (oldest !== undefined) changes.push(unfinish(book, oldest, "too-many", atOf(message)));
  return transaction;
}

/** One of which the start is not in the record. */
export function beginLate(
  book: Book,
  message: SessionMessage,
  changes: TransactionChange[],
): Assembled {
  const transaction = begin(book, message, changes);
  const isKnown = message.atUs - book.sinceUs >= KNOWN_AFTER_US || book.bootAtUs !== null;
  transaction.mayPrecedeRecord = !isKnown || book.gapAtUs !== null;
  return transaction;
}

export function unfinish(
  book: Book,
  transaction: Assembled,
  why: UnfinishedCause,
  shownBy: MessageAt,
): TransactionChange {
  transaction.state = "unfinished";
  settle(book, transaction);
  return changed("unfinished", transaction, [{ kind: "unfinished", why, shownBy }]);
}

/** It goes on after all. */
export function reopen(book: Book, transaction: Assembled): void {
  if (transaction.state !== "unfinished") return;
  transaction.state = "open";
  transaction.isRowDue = true;
  const index = book.recent.indexOf(transaction);
  if (index >= 0) book.recent.splice(index, 1);
  if (!book.open.includes(transaction)) book.open.push(transaction);
}

/** The transaction of which this call was a message. */
export function transactionOf(book: Book, call: CallRef): Assembled | null {
  return findTransaction(book, ({ evidence }) =>
    evidence.some(({ linkId, seq }) => seq === call.seq && linkId === call.linkId),
  );
}

export function answerOf(message: SessionMessage): Answer {
  const { message: said } = message;
  const isError = said.type === "callError";
  const errorCode = isError ? said.errorCode.slice(0, limits.columnCharsMax) : "";
  return { ...atOf(message), outcome: isError ? "error" : "result", errorCode };
}

/** Says whether the token was refused just now. */
export function noteAuthorization(transaction: Assembled, status: string, at: MessageAt): boolean {
  if (status === "") return false;
  pushStep(transaction.authorizations, { atUs: at.atUs, status });
  transaction.isRowDue = true;
  if (status === "Accepted") {
    transaction.refusal = null;
    return false;
  }
  const energyWh = transaction.energyWh ?? 0;
  transaction.refusal = { ...atOf(at), status, energyWh };
  return true;
}

export function noteState(transaction: Assembled, state: string, atUs: number): boolean {
  if (state === "" || transaction.chargingStates.at(-1)?.state === state) return false;
  pushStep(transaction.chargingStates, { atUs, state });
  return true;
}

/** Whether the station has a clock at all. */
export function isPlausible(stationAtUs: number | null, atUs: number): boolean {
  return stationAtUs !== null && Math.abs(atUs - stationAtUs) < REPLAY_US_MAX;
}

/** The station's clock, against ours: what is usual tells what was sent late. */
export function learnLag(book: Book, stationAtUs: number | null, atUs: number): void {
  if (stationAtUs === null) return;
  const lagUs = atUs - stationAtUs;
  if (Math.abs(lagUs) < REPLAY_US_MAX) book.lagUs = Math.min(book.lagUs ?? lagUs, lagUs);
}

/** Whether this message tells of something long past. */
export function noteReplay(
  book: Book,
  transaction: Assembled,
  when: {
    readonly stationAtUs: number | null;
    readonly atUs: number;
    readonly isOffline?: boolean;
  },
): readonly ChangeDetail[] {
  const { stationAtUs, atUs, isOffline = false } = when;
  const lagUs = stationAtUs === null ? null : atUs - stationAtUs;
  const usualUs = Math.max(0, book.lagUs ?? 0);
  const isLate = lagUs !== null && lagUs > REPLAY_US + usualUs && lagUs < REPLAY_US_MAX;
  if (!isLate && !isOffline) {
    learnLag(book, stationAtUs, atUs);
    return [];
  }
  transaction.replayedMessages += 1;
  return [{ kind: "replay", lagUs }];
}

/** Which of the remote starts led to this one; it is used up by that. */
export function takeRemoteStart(
  book: Book,
  start: {
    readonly atUs: number;
    readonly idToken: string;
    readonly place: number | null;
    readonly remoteStartId: number | null;
  },
): { readonly profile: ChargingProfile | null } | null {
  const index = book.remoteStarts.findLastIndex(
    ({ atUs, idToken, connectorId, remoteStartId }) =>
      start.atUs - atUs <= REMOTE_START_US &&
      (remoteStartId === null || start.remoteStartId === null
        ? idToken === start.idToken && (connectorId === null || connectorId === start.place)
        : remoteStartId === start.remoteStartId),
  );
  return index < 0 ? null : (book.remoteStarts.splice(index, 1)[0] ?? null);
}

/** What limits it from its first moment on. */
export function noteLimitsAtStart(
  book: Book,
  transaction: Assembled,
  remote: { readonly profile: ChargingProfile | null } | null,
): void {
  const at = { connectorId: placeOf(transaction), transactionId: transaction.transactionId };
  const waiting = book.profiles.filter((profile) => isFor(profile, at));
  const own = remote?.profile ?? null;
  for (const profile of own === null ? waiting : [...waiting, own]) {
    const limit = limitAt(profile, transaction.startedAtUs);
    if (limit !== null) pushStep(transaction.limitChanges, limit);
  }
}

/** Where it is, as limits and statuses say it: 1.6 the connector, 2.x the EVSE. */
export function placeOf({ version, evseId, connectorId }: Assembled): number | null {
  return version === "1.6" ? connectorId : (evseId ?? connectorId);
}

/** Everything else open at the same place is over, stop or not. */
export function unfinishOthers(
  book: Book,
  transaction: Assembled,
  message: SessionMessage,
  changes: TransactionChange[],
): void {
  const place = placeOf(transaction);
  if (place === null || place === 0) return;
  for (const other of [...book.open]) {
    if (other === transaction || placeOf(other) !== place) continue;
    if (other.version !== transaction.version) continue;
    changes.push(unfinish(book, other, "new-start", atOf(message)));
  }
}

export function end(book: Book, transaction: Assembled, message: SessionMessage): void {
  transaction.state = "ended";
  transaction.endedAtUs = message.atUs;
  transaction.stop = { ...atOf(message), times: 1, answer: null };
  settle(book, transaction);
}

/** A start or stop that came again. */
export function repeat(
  transaction: Assembled,
  of: "start" | "stop",
  message: SessionMessage,
): readonly ChangeDetail[] {
  const before = transaction[of];
  const times = (before?.times ?? 0) + 1;
  const earlier = before?.answer ?? null;
  transaction[of] = { ...atOf(message), times, answer: null };
  noteMessage(transaction, message);
  return before === null ? [] : [{ kind: "repeat", of, times, before: atOf(before), earlier }];
}

export function startedByOf(triggerReason: string, isRemote: boolean, idToken: string): StartedBy {
  if (isRemote || triggerReason === "RemoteStart") return "remote";
  if (triggerReason === "CablePluggedIn" || triggerReason === "EVDetected") return "plug";
  return triggerReason === "Authorized" || idToken !== "" ? "card" : "unknown";
}

export function payloadOf(message: OcppMessage): Json {
  return "callPayload" in message ? message.callPayload : null;
}
