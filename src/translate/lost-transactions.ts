/**
 * Transactions that a station never ends: it rebooted and forgot, or its stop was lost. They are
 * ended here, with what was last known, and the CSMS can see that we made the end.
 */
import { limits } from "../base/limits.ts";
import type { Block } from "./block.ts";
import { connectorOf } from "./connector-status.ts";
import { emitEvent, registerValue } from "./events.ts";
import type { Settings } from "./settings.ts";
import { at, type State, type Transaction } from "./state.ts";
import { close } from "./stop.ts";
import { openTransactions, putTransaction } from "./transaction-state.ts";
import { lose, type Turn } from "./turn.ts";

export type LostEnd = {
  readonly stoppedReason: string;
  readonly triggerReason: string;
  /** What comes next began then. */
  readonly notAfterMs?: number;
};

export function endLost(turn: Turn, transaction: Transaction, lost: LostEnd): void {
  const { txId, registerWh } = transaction;
  const atMs = Math.min(transaction.lastEventAtMs, lost.notAfterMs ?? Number.POSITIVE_INFINITY);
  emitEvent(turn, txId, {
    ...{ eventType: "Ended", atMs, isSynthetic: true },
    stoppedReason: lost.stoppedReason,
    triggerReason: lost.triggerReason,
    meterValue: registerWh === null ? [] : [registerValue(atMs, registerWh, "Transaction.End")],
  });
  close(turn, txId, { endedAtMs: atMs, isSynthetic: true });
  lose(turn, "transaction-lost", `${lost.stoppedReason}, ${registerWh ?? "?"} Wh`);
}

/** When this transaction is to be looked at; Infinity for not. */
function doubtEndsMs(transaction: Transaction, state: State, settings: Settings): number {
  const { upSinceMs } = state.live.station;
  // What it has to say of its past comes after its present, and takes its time.
  const heardMs = Math.max(upSinceMs ?? 0, state.live.replayedAtMs ?? 0);
  if (transaction.doubtedAtMs !== null) {
    const sinceMs = Math.max(transaction.doubtedAtMs, heardMs);
    return upSinceMs === null ? Number.POSITIVE_INFINITY : sinceMs + settings.zombieGraceMs;
  }
  const { status, seenAtMs } = connectorOf(state, transaction.connectorId);
  const isFree = status === "Available" && transaction.connectorId !== 0;
  if (!isFree || upSinceMs === null || !endsOnDisconnect(state)) return Number.POSITIVE_INFINITY;
  const sinceMs = Math.max(heardMs, seenAtMs, transaction.openedAtMs, transaction.lastEventAtMs);
  return sinceMs + limits.forgottenTransactionMs;
}

/** 1.6 §9.1.24; most stations have it on. */
function endsOnDisconnect({ configuration }: State): boolean {
  const key = at(configuration, "stoptransactiononevsidedisconnect");
  return key === null || !/^(false|0|no)$/i.test(key.value ?? "");
}

/** A station that was reset by us ended its transactions by that. */
function lookAt(turn: Turn, transaction: Transaction): void {
  const { doubtedAtMs, connectorId } = transaction;
  const { status } = connectorOf(turn.state, connectorId);
  if (doubtedAtMs === null) {
    const triggerReason = "EVCommunicationLost";
    endLost(turn, transaction, { stoppedReason: "EVDisconnected", triggerReason });
    return;
  }
  if (status === "Available" || status === "Faulted" || status === "Unavailable") {
    const reset = turn.state.station.resetSent;
    const isReset = reset !== null && doubtedAtMs - reset.atMs < limits.resetExplainsMs;
    const stoppedReason = isReset ? "ImmediateReset" : "PowerLoss";
    const triggerReason = isReset ? "ResetCommand" : "AbnormalCondition";
    endLost(turn, transaction, { stoppedReason, triggerReason });
    return;
  }
  putTransaction(turn, { ...transaction, doubtedAtMs: null });
}

export const lostTransactionsBlock: Block = {
  name: "lost-transactions",
  dueMs: (state, settings) =>
    openTransactions(state).reduce(
      (first, each) => Math.min(first, doubtEndsMs(each, state, settings)),
      Number.POSITIVE_INFINITY,
    ),
  tick(turn) {
    for (const transaction of openTransactions(turn.state)) {
      if (doubtEndsMs(transaction, turn.state, turn.settings) > turn.nowMs) continue;
      lookAt(turn, transaction);
    }
  },
  legDown(turn, leg) {
    if (leg !== "station") return;
    for (const transaction of openTransactions(turn.state)) {
      const charging = { ...transaction.charging, isWhole: false };
      putTransaction(turn, { ...transaction, charging });
    }
  },
};
