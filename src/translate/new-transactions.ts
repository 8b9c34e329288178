/** How a transaction comes into the state: by a start, or by a message about an unknown one. */
import type { JsonObject } from "../exchange/message.ts";
import { chargingStateAt, connectorOf } from "./connector-status.ts";
import { emitEvent, isOld, registerValue } from "./events.ts";
import { transactionIdOf } from "./ids.ts";
import { at, type IdToken, type Transaction } from "./state.ts";
import { openTransactions, putTransaction, takeInt } from "./transaction-state.ts";
import type { Turn } from "./turn.ts";

/** The open transaction of this start, or the epoch for one that only looks the same. */
export function reopened(
  turn: Turn,
  naturalKey: string,
): { readonly known: Transaction | null; readonly epoch: number } {
  // One that began with the cable has its id of that.
  const begun = openTransactions(turn.state).find((each) => each.naturalKey === naturalKey);
  if (begun !== undefined) return { known: begun, epoch: begun.epoch };
  for (let epoch = 0; ; epoch += 1) {
    const txId = transactionIdOf(turn.state.stationId, naturalKey, epoch);
    const known = at(turn.state.transactions, txId);
    if (known === null || known.isOpen) return { known, epoch };
  }
}

export type Opening = {
  readonly connectorId: number;
  readonly idTag: string | null;
  readonly idToken: IdToken | null;
  readonly naturalKey: string;
  readonly epoch: number;
  readonly atMs: number;
  readonly meterStartWh: number | null;
  readonly remoteStartId: number | null;
  readonly chargingState: string | null;
  /** The station's own; null for a new one of ours. */
  readonly int: number | null;
  /** The station has not started it yet. */
  readonly isPlugged?: boolean;
};

export function openTransaction(turn: Turn, opening: Opening): Transaction {
  const { int, atMs, meterStartWh, chargingState, ...same } = opening;
  const isAdopted = int !== null;
  const transaction: Transaction = {
    ...same,
    txId: transactionIdOf(turn.state.stationId, opening.naturalKey, opening.epoch),
    int: int ?? takeInt(turn),
    nextSeqNo: 0,
    isOpen: true,
    startedAtMs: atMs,
    openedAtMs: turn.nowMs,
    endedAtMs: null,
    stopKey: null,
    meterStartWh,
    registerWh: meterStartWh,
    lastEventAtMs: atMs,
    chargingState,
    isIntUsed: isAdopted,
    isAdopted,
    isSynthetic: false,
    isPlugged: opening.isPlugged ?? false,
    startInfo: null,
    doubtedAtMs: null,
    charging: {
      sinceMs: chargingState === "Charging" ? atMs : null,
      totalMs: 0,
      isWhole: !isAdopted && !isOld(turn, atMs),
    },
    sentSamples: [],
  };
  putTransaction(turn, transaction);
  return transaction;
}

export type Adoption = {
  readonly int: number;
  /** 0 where nothing tells it. */
  readonly connectorId: number;
  readonly atMs: number;
  readonly registerWh: number | null;
  readonly idTag: string | null;
  readonly idToken: IdToken | null;
};

/** A session that began before us gets a start, so that what follows has one to belong to. */
export function adopt(turn: Turn, adoption: Adoption): { transaction: Transaction; key: string } {
  const { int, connectorId, atMs, registerWh, idTag, idToken } = adoption;
  const { epoch } = reopened(turn, naturalKeyOf(adoption));
  const connector = connectorOf(turn.state, connectorId);
  const chargingState = chargingStateAt(connector, { atMs, isOld: isOld(turn, atMs) });
  const isFree = int > 0 && at(turn.state.ints, String(int)) === null;
  const transaction = openTransaction(turn, {
    ...{ connectorId, idTag, idToken, epoch, atMs, chargingState },
    naturalKey: naturalKeyOf(adoption),
    meterStartWh: registerWh,
    remoteStartId: null,
    int: isFree ? int : takeInt(turn),
  });
  const meterValue: JsonObject[] =
    registerWh === null ? [] : [registerValue(atMs, registerWh, "Transaction.Begin")];
  const key = emitEvent(turn, transaction.txId, {
    ...{ eventType: "Started", triggerReason: "ChargingStateChanged", atMs },
    ...{ chargingState, idToken, meterValue, isSynthetic: true },
  });
  return { transaction: at(turn.state.transactions, transaction.txId) ?? transaction, key };
}

function naturalKeyOf({ int, connectorId }: Adoption): string {
  return `adopted|${connectorId}|${int}`;
}
