/** Looking up and replacing transactions in the state. */
import { limits } from "../base/limits.ts";
import { at, type State, type Transaction, withEntry } from "./state.ts";
import { type Turn, update } from "./turn.ts";

/** Those that the station has started. */
export function openTransactions(state: State): readonly Transaction[] {
  return Object.values(state.transactions).filter(({ isOpen, isPlugged }) => isOpen && !isPlugged);
}

/** Those that began with a cable and that the station has not started yet. */
export function pluggedTransactions(state: State): readonly Transaction[] {
  return Object.values(state.transactions).filter(({ isOpen, isPlugged }) => isOpen && isPlugged);
}

export function pluggedOn(state: State, connectorId: number): Transaction | null {
  return pluggedTransactions(state).find((each) => each.connectorId === connectorId) ?? null;
}

/** The newest, should there be two. */
export function openTransactionOn(state: State, connectorId: number): Transaction | null {
  return (
    openTransactions(state)
      .filter((each) => each.connectorId === connectorId)
      .at(-1) ?? null
  );
}

export function transactionByInt(state: State, int: number): Transaction | null {
  const txId = at(state.ints, String(int));
  return txId === null ? null : at(state.transactions, txId);
}

export function putTransaction(turn: Turn, transaction: Transaction): void {
  const { txId } = transaction;
  const known = at(turn.state.transactions, txId);
  update(turn, { transactions: withEntry(turn.state.transactions, txId, transaction) });
  // A 1.6 CSMS gives the number later.
  if (transaction.int !== (known?.int ?? 0)) {
    update(turn, { ints: withEntry(turn.state.ints, String(transaction.int), txId) });
  }
  if (known === null) prune(turn);
}

/** The station has a number of its own for it, which it may use again, also after its end. */
export function nameAlso(turn: Turn, { txId }: Transaction, int: number): void {
  update(turn, { ints: withEntry(turn.state.ints, String(int), txId) });
}

const INT_MAX = 2 ** 31 - 1;

/**
 * The next number that the station has never been given; 1.6 wants it in 32 bits. A shadow's is
 * only until the primary CSMS has said its own: from the other end, where few CSMSs are.
 */
export function takeInt(turn: Turn): number {
  const { isShadow } = turn.settings;
  const intOf = (count: number) => (isShadow ? INT_MAX - count : count);
  let count = turn.state.station.nextInt;
  while (at(turn.state.ints, String(intOf(count))) !== null) count += 1;
  update(turn, { station: { ...turn.state.station, nextInt: count + 1 } });
  return intOf(count);
}

/** The primary CSMS has numbered it so; numbers of our own begin above all of those. */
export function renumber(turn: Turn, transaction: Transaction, int: number): void {
  const { ints, station } = turn.state;
  const before = String(transaction.int);
  const isOurs = at(ints, before) === transaction.txId;
  const nextInt = int < INT_MAX / 2 ? Math.max(station.nextInt, int + 1) : station.nextInt;
  update(turn, {
    ints: isOurs ? withEntry(ints, before, null) : ints,
    station: { ...station, nextInt },
  });
  putTransaction(turn, { ...transaction, int });
}

/** Ended ones are kept for a month, and fewer where there are too many. */
function prune(turn: Turn): void {
  const all = Object.values(turn.state.transactions);
  const ended = all.filter(({ isOpen }) => !isOpen);
  const excess = all.length - limits.translatedTransactionsMax;
  const old = ended.filter(
    ({ endedAtMs }, index) =>
      index < excess || turn.nowMs - (endedAtMs ?? turn.nowMs) > limits.endedTransactionMs,
  );
  if (old.length === 0) return;
  const gone = new Set(old.map(({ txId }) => txId));
  const isKept = (txId: string) => !gone.has(txId);
  const { transactions, ints } = turn.state;
  update(turn, {
    transactions: Object.fromEntries(Object.entries(transactions).filter(([id]) => isKept(id))),
    ints: Object.fromEntries(Object.entries(ints).filter(([, txId]) => isKept(txId))),
  });
}
