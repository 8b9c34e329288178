/**
 * Transactions that begin with the cable (`txStart: onPreparing`, 2.0.1's TxStartPoint EVConnected).
 * 1.6 begins one with StartTransaction, so from Preparing until then the station knows of none: it
 * cannot stop it, meter it, or name its number. In: a connector's new status, and the start. Out:
 * Started at the cable, the start as an Updated, and an end where no start ever comes.
 */
import type { Block } from "./block.ts";
import { numberOf } from "./configuration.ts";
import { connectorOf } from "./connector-status.ts";
import { isoOf } from "./convert.ts";
import { emitEvent } from "./events.ts";
import { openTransaction, reopened } from "./new-transactions.ts";
import type { Settings } from "./settings.ts";
import type { Connector, State, Transaction } from "./state.ts";
import { close } from "./stop.ts";
import {
  openTransactionOn,
  pluggedOn,
  pluggedTransactions,
  putTransaction,
} from "./transaction-state.ts";
import type { Turn } from "./turn.ts";

/** Gives the places of the events in the outbox. */
export function cablePlugged(
  turn: Turn,
  { before, after }: { readonly before: string; readonly after: Connector },
): readonly string[] {
  const { connectorId, statusAtMs: atMs } = after;
  const isNew = after.status === "Preparing" && before !== "Preparing";
  if (turn.settings.txStart !== "onPreparing" || !isNew) return [];
  const isTaken = openTransactionOn(turn.state, connectorId) ?? pluggedOn(turn.state, connectorId);
  if (isTaken !== null) return [];
  const chargingState = "EVConnected";
  const naturalKey = `plugged|${connectorId}|${isoOf(atMs)}`;
  const { txId } = openTransaction(turn, {
    ...{ connectorId, naturalKey, atMs, chargingState, isPlugged: true },
    ...{ idTag: null, idToken: null, meterStartWh: null, remoteStartId: null, int: null },
    epoch: reopened(turn, naturalKey).epoch,
  });
  const triggerReason = "CablePluggedIn";
  return [emitEvent(turn, txId, { eventType: "Started", triggerReason, atMs, chargingState })];
}

/** Clocks differ by so much; an older start is one from before the cable. Unit: ms. */
const EARLIER_MS = 30_000;

/** The transaction of the cable that this start is about; null for none. */
export function pluggedFor(
  { state }: Turn,
  { connectorId, atMs }: { readonly connectorId: number; readonly atMs: number },
): Transaction | null {
  const plugged = pluggedOn(state, connectorId);
  return plugged !== null && atMs >= plugged.startedAtMs - EARLIER_MS ? plugged : null;
}

export type Begun = Pick<
  Transaction,
  "idTag" | "idToken" | "naturalKey" | "meterStartWh" | "remoteStartId"
>;

/** From now on the station knows it. */
export function begin(turn: Turn, plugged: Transaction, begun: Begun): Transaction {
  const transaction = {
    ...{ ...plugged, ...begun, isPlugged: false, openedAtMs: turn.nowMs },
    registerWh: begun.meterStartWh,
  };
  putTransaction(turn, transaction);
  return transaction;
}

/** 1.6's default of ConnectionTimeOut is up to the vendor. Unit: s. */
const CONNECTION_TIME_OUT_S = 120;

/**
 * When the end of this transaction is to be told: its connector is free. After a reconnection a
 * station tells its statuses first and its old starts afterwards, so then it has some time.
 */
function endsAtMs(transaction: Transaction, state: State, settings: Settings): number {
  const { status } = connectorOf(state, transaction.connectorId);
  const { upSinceMs } = state.live.station;
  if (status !== "Available" || upSinceMs === null) return Number.POSITIVE_INFINITY;
  return transaction.openedAtMs < upSinceMs ? upSinceMs + settings.zombieGraceMs : 0;
}

function end(turn: Turn, { txId, connectorId, startedAtMs }: Transaction): void {
  const atMs = Math.max(startedAtMs, connectorOf(turn.state, connectorId).statusAtMs);
  const timeOutMs = (numberOf(turn.state, "ConnectionTimeOut") ?? CONNECTION_TIME_OUT_S) * 1_000;
  const isTimeOut = atMs - startedAtMs >= timeOutMs;
  emitEvent(turn, txId, {
    ...{ eventType: "Ended", atMs, chargingState: "Idle" },
    triggerReason: isTimeOut ? "EVConnectTimeout" : "EVCommunicationLost",
    stoppedReason: isTimeOut ? "Timeout" : "EVDisconnected",
  });
  close(turn, txId, { endedAtMs: atMs, isSynthetic: false });
}

export const pluggedBlock: Block = {
  name: "plugged",
  dueMs: (state, settings) =>
    pluggedTransactions(state).reduce(
      (first, each) => Math.min(first, endsAtMs(each, state, settings)),
      Number.POSITIVE_INFINITY,
    ),
  tick(turn) {
    for (const each of pluggedTransactions(turn.state)) {
      if (endsAtMs(each, turn.state, turn.settings) <= turn.nowMs) end(turn, each);
    }
  },
};
