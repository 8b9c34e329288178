/** A connector's new status → what it says of the transaction that is open there. */

import { chargingStateOf } from "./connector-status.ts";
import { emitEvent, isOld } from "./events.ts";
import type { Connector, Transaction } from "./state.ts";
import { openTransactionOn, pluggedOn, putTransaction } from "./transaction-state.ts";
import type { Turn } from "./turn.ts";

/** Gives the places of the events in the outbox. */
export function statusOfTransaction(turn: Turn, connector: Connector): readonly string[] {
  const { connectorId, status } = connector;
  const plugged = status === "Available" ? null : pluggedOn(turn.state, connectorId);
  const transaction = openTransactionOn(turn.state, connectorId) ?? plugged;
  if (transaction === null || isDoubted(turn, transaction, connector.status)) return [];
  const atMs = connector.statusAtMs;
  if (connector.status === "Faulted") {
    const fields = { eventType: "Updated", triggerReason: "AbnormalCondition", atMs } as const;
    return [emitEvent(turn, transaction.txId, fields)];
  }
  const chargingState = chargingStateOf(connector.status);
  if (chargingState === null || chargingState === transaction.chargingState) return [];
  const charging = timed(transaction, { chargingState, atMs });
  putTransaction(turn, { ...transaction, charging });
  const triggerReason = "ChargingStateChanged";
  const fields = { eventType: "Updated", triggerReason, atMs, chargingState } as const;
  return [emitEvent(turn, transaction.txId, fields)];
}

/**
 * After a reconnection a station tells its statuses of now first and its old stops afterwards, so a
 * connector that looks free says nothing yet of a transaction from before.
 */
function isDoubted(turn: Turn, transaction: Transaction, status: string): boolean {
  if (isReplayed(turn, transaction)) return true;
  if (/^(Charging|Suspended)/.test(status)) return false;
  if (transaction.doubtedAtMs !== null) return true;
  const upSinceMs = turn.state.live.station.upSinceMs ?? turn.nowMs;
  const isRecent = turn.nowMs - upSinceMs < turn.settings.zombieGraceMs;
  return isRecent && transaction.openedAtMs < upSinceMs;
}

/**
 * Its start was told after a reconnection, and nothing of now yet: its stop may be the next message
 * of the queue, and the connector's status be that of another session.
 */
export function isReplayed(turn: Turn, transaction: Transaction): boolean {
  const upSinceMs = turn.state.live.station.upSinceMs ?? turn.nowMs;
  const isRecent = turn.nowMs - upSinceMs < turn.settings.zombieGraceMs;
  const isOfNow = !isOld(turn, transaction.startedAtMs) || !isOld(turn, transaction.lastEventAtMs);
  return isRecent && transaction.openedAtMs >= upSinceMs && !isOfNow;
}

/** Seconds in Charging are summed as they pass. */
export function timed(
  { charging }: Transaction,
  { chargingState, atMs }: { readonly chargingState: string | null; readonly atMs: number },
): Transaction["charging"] {
  const passedMs = charging.sinceMs === null ? 0 : Math.max(0, atMs - charging.sinceMs);
  return {
    ...charging,
    sinceMs: chargingState === "Charging" ? atMs : null,
    totalMs: charging.totalMs + passedMs,
  };
}
