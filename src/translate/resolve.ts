/**
 * Which transaction does the station mean? In the field it replays what it did offline with 0 or -1
 * although it was given a number, and after a change of CSMS it names numbers of the old one.
 */
import type { Transaction } from "./state.ts";
import { openTransactions, transactionByInt } from "./transaction-state.ts";
import type { Turn } from "./turn.ts";

export type Resolved =
  | { readonly kind: "open"; readonly transaction: Transaction }
  | { readonly kind: "ended"; readonly transaction: Transaction }
  | { readonly kind: "unknown" };

export function resolve(
  turn: Turn,
  int: number | null,
  fits: (transaction: Transaction, isPlaceholder: boolean) => boolean,
): Resolved {
  const known = int === null ? null : transactionByInt(turn.state, int);
  if (known !== null) return { kind: known.isOpen ? "open" : "ended", transaction: known };
  const isPlaceholder = int === null || int <= 0;
  const candidates = openTransactions(turn.state).filter(
    (each) => !each.isIntUsed && fits(each, isPlaceholder),
  );
  const [only] = candidates;
  if (only === undefined || candidates.length > 1) return { kind: "unknown" };
  return { kind: "open", transaction: only };
}
