/**
 * Messages of all stations → their charging transactions. A state machine per station, which
 * outlives its links. Time is in the messages and the ticks.
 *
 * Promised: bounded memory (stations, transactions, samples), nothing thrown whatever a peer says,
 * and no cost for messages that are about something else.
 */
import type { StationId } from "../base/ids.ts";
import { limits } from "../base/limits.ts";
import type { Json } from "../exchange/message.ts";
import { type Assembled, type Book, createBook } from "./book.ts";
import { onEvent, onEventAnswer } from "./events.ts";
import { type Fields, objectOf } from "./fields.ts";
import { restoreBook, saveBook } from "./snapshot.ts";
import { onStart, onStartAnswer, onStop, onStopAnswer } from "./starts-stops.ts";
import {
  type Changes,
  noChanges,
  payloadOf,
  type SessionMessage,
  UNFINISHED_AFTER_US,
  unfinish,
} from "./steps.ts";
import {
  onAuthorizeAnswer,
  onBootAnswer,
  onClearAnswer,
  onMeterValues,
  onProfileAnswer,
  onRemoteStartAnswer,
  onRemoteStop,
  onRemoteStopAnswer,
  onStatus,
} from "./surroundings.ts";
import type { Transaction, TransactionChange } from "./transaction.ts";

export type Sessions = {
  /** False: messages about this action change nothing here. */
  readonly wants: (action: string) => boolean;
  readonly take: (message: SessionMessage, action: string) => Changes;
  /** Time has come to this point. */
  readonly tick: (nowUs: number) => Changes;
  /** The clock was set; now it is this. */
  readonly clockSet: (nowUs: number) => void;
  readonly linkOpened: (stationId: StationId, atUs: number) => void;
  readonly linkClosed: (stationId: StationId) => void;
  /** Messages of the station are missing from the record here. */
  readonly gap: (stationId: StationId, atUs: number) => void;
  /** Rules that found something in a message of these transactions. */
  readonly noteFindings: (changes: Changes, rules: readonly string[]) => void;
  /** Those whose row in the store should be written now; each gets its next revision. */
  readonly takeDue: () => readonly DueRow[];
  readonly stations: () => Iterable<StationId>;
  readonly takeTouchedStations: () => ReadonlySet<StationId>;
  readonly saveStation: (stationId: StationId, what: "whole" | "changes") => Json;
  readonly restoreStation: (stationId: StationId, saved: Json) => void;
};

export type DueRow = { readonly transaction: Transaction; readonly revision: number };

type State = {
  /** The station silent for longest comes first. */
  readonly books: Map<StationId, Book>;
  touched: Set<StationId>;
  /** Transactions that changed since their rows were last taken. */
  readonly changed: Map<Assembled, Book>;
  /** Stations with transactions that may be over. */
  readonly suspects: Set<Book>;
  /** No transaction becomes unfinished before this. May be too early, never too late. */
  dueUs: number;
};

type Handler = (book: Book, message: SessionMessage, payload: Fields) => Changes;

const stationCalls: Readonly<Record<string, Handler>> = {
  StartTransaction: onStart,
  StopTransaction: onStop,
  TransactionEvent: onEvent,
  MeterValues: onMeterValues,
  StatusNotification: onStatus,
  BootNotification: onBoot,
};
const csmsCalls: Readonly<Record<string, Handler>> = {
  RemoteStopTransaction: onRemoteStop,
};
const csmsAnswers: Readonly<Record<string, Handler>> = {
  StartTransaction: onStartAnswer,
  StopTransaction: onStopAnswer,
  TransactionEvent: onEventAnswer,
  BootNotification: onBootAnswer,
  Authorize: onAuthorizeAnswer,
};
const stationAnswers: Readonly<Record<string, Handler>> = {
  RemoteStartTransaction: onRemoteStartAnswer,
  RequestStartTransaction: onRemoteStartAnswer,
  RemoteStopTransaction: onRemoteStopAnswer,
  RequestStopTransaction: onRemoteStopAnswer,
  SetChargingProfile: onProfileAnswer,
  ClearChargingProfile: onClearAnswer,
};
const wanted: ReadonlySet<string> = new Set(
  [stationCalls, csmsCalls, csmsAnswers, stationAnswers].flatMap((table) => Object.keys(table)),
);

export function createSessions(): Sessions {
  const state: State = {
    ...{ books: new Map(), touched: new Set(), changed: new Map(), suspects: new Set() },
    dueUs: Number.POSITIVE_INFINITY,
  };
  return {
    wants: (action) => wanted.has(action),
    take: (message, action) => take(state, message, action),
    tick: (nowUs) => (nowUs < state.dueUs ? noChanges : tick(state, nowUs)),
    clockSet: (atUs) => clockSet(state, atUs),
    linkOpened: (stationId, atUs) => linkOpened(state, stationId, atUs),
    linkClosed: (stationId) => linkClosed(state, stationId),
    gap: (stationId, atUs) => noteGap(state, stationId, atUs),
    noteFindings: (changes, rules) => noteFindings(state, changes, rules),
    takeDue: () => takeDue(state),
    stations: () => state.books.keys(),
    takeTouchedStations() {
      const taken = state.touched;
      state.touched = new Set();
      return taken;
    },
    saveStation(stationId, what) {
      const book = state.books.get(stationId);
      return book === undefined ? null : saveBook(book, what);
    },
    restoreStation(stationId, saved) {
      if (saved === null) return;
      const before = state.books.get(stationId) ?? null;
      const book = restoreBook(stationId, saved, before);
      for (const one of [...(before?.open ?? []), ...(before?.recent ?? [])]) {
        state.changed.delete(one);
      }
      state.books.set(stationId, book);
      for (const one of [...book.open, ...book.recent]) {
        if (one.isRowDue || one.lastAtUs > one.rowAtUs) state.changed.set(one, book);
      }
      if (before !== null) state.suspects.delete(before);
      noteSuspects(state, book);
    },
  };
}

function take(state: State, message: SessionMessage, action: string): Changes {
  const handler = handlerFor(message, action);
  if (handler === null) return noChanges;
  const book = bookOf(state, message.stationId, message.atUs);
  // Who speaks has a link, though its opening may be older than the record.
  if (book.links === 0) book.links = 1;
  if (message.message.type === "malformed") {
    markGap(book, message.atUs);
    return noChanges;
  }
  const changes = handler(book, message, objectOf(payloadOf(message.message)));
  noteChanged(state, book, changes);
  return changes;
}

function handlerFor({ message, sender, request }: SessionMessage, action: string): Handler | null {
  const type = message.type === "malformed" ? message.messageType : message.type;
  const isCall = type === "call" || type === "send";
  if (!isCall && request === null) return null;
  if (type === "callError" && !(action in csmsAnswers && isTransactional(action))) return null;
  const table = isCall
    ? sender === "station"
      ? stationCalls
      : csmsCalls
    : sender === "station"
      ? stationAnswers
      : csmsAnswers;
  return Object.hasOwn(table, action) ? (table[action] ?? null) : null;
}

/** An error to these is part of the story: the station sends them until they are accepted. */
function isTransactional(action: string): boolean {
  return action.endsWith("Transaction") || action === "TransactionEvent";
}

/** A boot's clock is a new one; what was usual before says nothing. */
function onBoot(book: Book, { atUs }: SessionMessage): Changes {
  book.bootAtUs = atUs;
  book.lagUs = null;
  return noChanges;
}

function noteChanged(state: State, book: Book, changes: readonly TransactionChange[]): void {
  for (const { change, transaction } of changes) {
    const assembled = assembledIn(book, transaction);
    if (assembled === null) continue;
    if (change !== "updated") assembled.isRowDue = true;
    state.changed.set(assembled, book);
  }
  noteSuspects(state, book);
}

function noteSuspects(state: State, book: Book): void {
  for (const { suspect } of book.open) {
    if (suspect === null) continue;
    state.suspects.add(book);
    state.dueUs = Math.min(state.dueUs, suspect.dueUs);
  }
}

function assembledIn(book: Book, transaction: Transaction): Assembled | null {
  return (
    book.open.find((one) => one === transaction) ??
    book.recent.find((one) => one === transaction) ??
    null
  );
}

function bookOf(state: State, stationId: StationId, atUs: number): Book {
  const { books } = state;
  const book = books.get(stationId) ?? createBook(stationId, atUs);
  books.delete(stationId);
  books.set(stationId, book);
  state.touched.add(stationId);
  const [oldest] = books.size > limits.stationStatesMax ? books.keys() : [];
  if (oldest !== undefined) books.delete(oldest);
  return book;
}

/** Those whose stop is overdue. The ones of a station without a link wait for it. */
function tick(state: State, nowUs: number): Changes {
  const changes: TransactionChange[] = [];
  state.dueUs = Number.POSITIVE_INFINITY;
  for (const book of [...state.suspects]) {
    state.suspects.delete(book);
    if (state.books.get(book.stationId) !== book) continue;
    for (const transaction of book.links === 0 ? [] : [...book.open]) {
      const { suspect } = transaction;
      if (suspect === null || suspect.dueUs > nowUs) continue;
      changes.push(unfinish(book, transaction, suspect.why, suspect.shownBy));
      state.changed.set(transaction, book);
      state.touched.add(book.stationId);
    }
    if (book.links > 0) noteSuspects(state, book);
  }
  return changes;
}

/** What is missing has as long as ever to come, from now on. */
function clockSet(state: State, nowUs: number): void {
  state.dueUs = nowUs + UNFINISHED_AFTER_US;
  for (const { open } of state.suspects) {
    for (const transaction of open) {
      const { suspect } = transaction;
      if (suspect !== null) transaction.suspect = { ...suspect, dueUs: state.dueUs };
    }
  }
}

function linkOpened(state: State, stationId: StationId, atUs: number): void {
  const book = bookOf(state, stationId, atUs);
  book.links += 1;
  for (const transaction of book.open) {
    const { suspect } = transaction;
    if (suspect === null) continue;
    const dueUs = Math.max(suspect.dueUs, atUs + UNFINISHED_AFTER_US);
    transaction.suspect = { ...suspect, dueUs };
  }
  noteSuspects(state, book);
}

function linkClosed(state: State, stationId: StationId): void {
  const book = state.books.get(stationId);
  if (book === undefined) return;
  state.touched.add(stationId);
  book.links = Math.max(0, book.links - 1);
  for (const transaction of book.open) transaction.linksLost += 1;
}

function noteGap(state: State, stationId: StationId, atUs: number): void {
  const book = state.books.get(stationId);
  if (book === undefined) return;
  state.touched.add(stationId);
  markGap(book, atUs);
}

function markGap(book: Book, atUs: number): void {
  book.gapAtUs = atUs;
  for (const transaction of book.open) {
    transaction.recordGaps += 1;
    transaction.isSeqNoUncertain = true;
  }
}

function noteFindings(state: State, changes: Changes, rules: readonly string[]): void {
  for (const { transaction } of changes) {
    const book = state.books.get(transaction.stationId);
    const assembled = book === undefined ? null : assembledIn(book, transaction);
    if (assembled === null) continue;
    for (const rule of rules) {
      if (assembled.findings.includes(rule)) continue;
      if (assembled.findings.length < limits.transactionRulesMax) assembled.findings.push(rule);
      assembled.isRowDue = true;
    }
  }
}

function takeDue(state: State): readonly DueRow[] {
  const due: DueRow[] = [];
  for (const [transaction, { stationId }] of state.changed) {
    const isOld = transaction.lastAtUs - transaction.rowAtUs >= limits.transactionRowMs * 1000;
    if (!transaction.isRowDue && !isOld) continue;
    state.changed.delete(transaction);
    if (transaction.isShed) continue;
    transaction.isRowDue = false;
    transaction.rowAtUs = transaction.lastAtUs;
    transaction.revision += 1;
    state.touched.add(stationId);
    // What is written is how it was at this moment.
    const samples = [...transaction.samples];
    due.push({ transaction: { ...transaction, samples }, revision: transaction.revision });
    shed(transaction);
  }
  return due;
}

/** What ended and was answered is whole in the store; nobody needs its samples here any more. */
function shed(transaction: Assembled): void {
  if (transaction.state !== "ended" || transaction.stop?.answer?.outcome !== "result") return;
  transaction.isShed = true;
  transaction.samples.length = 0;
  transaction.savedSamples = 0;
}
