/**
 * Which transaction does the station mean? In the field it replays what it did offline with 0 or -1
 * although it was given a number, and after a change of CSMS it names numbers of the old one.
 */
import type { Transaction } from "./state.ts";
import { nameAlso, openTransactions, transactionByInt } from "./transaction-state.ts";
import type { Turn } from "./turn.ts";

export type Resolved =
  | { readonly kind: "open"; readonly transaction: Transaction }
  | { readonly kind: "ended"; readonly transaction: Transaction }
  | { readonly kind: "unknown" };

/** How well a transaction fits what the message says beside the number. */
export type Fit = "surely" | "maybe" | "no";

export function resolve(
  turn: Turn,
  int: number | null,
  fitOf: (transaction: Transaction, isPlaceholder: boolean) => Fit,
): Resolved {
  const known = int === null ? null : transactionByInt(turn.state, int);
  if (known !== null) return { kind: known.isOpen ? "open" : "ended", transaction: known };
  const isPlaceholder = int === null || int <= 0;
  const all = openTransactions(turn.state).map((transaction) => ({
    transaction,
    fit: fitOf(transaction, isPlaceholder),
  }));
  const surely = all.filter(({ fit }) => fit === "surely");
  const unused = all.filter(({ transaction }) => !transaction.isIntUsed);
  const rounds = [
    surely.filter((each) => unused.includes(each)),
    // It was given a number and used it, but lost it, as in a reboot.
    isPlaceholder ? surely : [],
    unused.filter(({ fit }) => fit === "maybe"),
  ];
  const [only, ...others] = rounds.find((round) => round.length > 0) ?? [];
  if (only === undefined || others.length > 0) return { kind: "unknown" };
  const { transaction } = only;
  if (!isPlaceholder && int !== null) nameAlso(turn, transaction, int);
  return { kind: "open", transaction };
}
