/**
 * The two ids of each transaction of a replay: the record's, and the one by which the CSMS that it
 * is played to knows it. Bounded; the oldest is forgotten.
 *
 * In 1.6 the CSMS numbers transactions, so its number takes the place of the recorded one. In 2.x
 * the station does; its ids stay, or are made anew where a day is to be played twice.
 */
import { randomUUID } from "node:crypto";
import { limits } from "../../base/limits.ts";
import type { TransactionId } from "./rewrite.ts";

export type TransactionIds = {
  readonly learn: (recorded: TransactionId, played: TransactionId) => void;
  /** Null: the CSMS never gave it a number. */
  readonly played: (recorded: TransactionId) => TransactionId | null;
  /** The same where it is none of ours. */
  readonly recorded: (played: TransactionId) => TransactionId;
};

/** `isFresh`: ids that are text are made anew. */
export function createTransactionIds(isFresh: boolean): TransactionIds {
  const playedOf = new Map<TransactionId, TransactionId>();
  const recordedOf = new Map<TransactionId, TransactionId>();

  function learn(recorded: TransactionId, played: TransactionId): void {
    const before = playedOf.get(recorded);
    if (before !== undefined) recordedOf.delete(before);
    playedOf.delete(recorded);
    playedOf.set(recorded, played);
    recordedOf.set(played, recorded);
    const [oldest] = playedOf;
    if (playedOf.size <= limits.playbackTransactionsMax || oldest === undefined) return;
    playedOf.delete(oldest[0]);
    recordedOf.delete(oldest[1]);
  }

  return {
    learn,
    played(recorded) {
      const known = playedOf.get(recorded);
      if (known !== undefined) return known;
      // 0 and below are what a station says that was given no number.
      if (typeof recorded === "number") return recorded <= 0 ? recorded : null;
      if (!isFresh) return recorded;
      const made = randomUUID();
      learn(recorded, made);
      return made;
    },
    recorded: (played) => recordedOf.get(played) ?? played,
  };
}
