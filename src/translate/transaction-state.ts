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

/** The next number that the station has never been given; 1.6 wants it in 32 bits. */
export function takeInt(turn: Turn): number {
  let int = turn.state.station.nextInt;
  while (at(turn.state.ints, String(int)) !== null) int += 1;
  update(turn, { station: { ...turn.state.station, nextInt: int + 1 } });
  return int;
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
