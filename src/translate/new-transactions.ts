/** How a transaction comes into the state: by a start, or by a message about an unknown one. */
import type { Json, JsonObject } from "../exchange/message.ts";
import { chargingStateAt, connectorOf } from "./connector-status.ts";
import { decimalOf, integerAt, isoOf, momentOf, textAt } from "./convert.ts";
import { emitEvent, isOld, registerValue } from "./events.ts";
import { transactionIdOf } from "./ids.ts";
import { fieldOf } from "./json.ts";
import { at, type IdToken, type Transaction } from "./state.ts";
import { addressOf, connectorIdsOf } from "./topology.ts";
import { openTransactions, putTransaction, takeInt } from "./transaction-state.ts";
import type { Turn } from "./turn.ts";

/** What a start says, and the words by which it is known when it comes again. */
export function wordsOfStart(turn: Turn, payload: Json) {
  const connectorId = connectorOfStart(turn, integerAt(payload, "connectorId") ?? 0);
  const idTag = textAt(payload, "idTag")?.trim() ?? "";
  const moment = momentOf(textAt(payload, "timestamp"), turn.nowMs);
  const meterStart = decimalOf(fieldOf(payload, "meterStart"));
  // A start that comes again has the same words, also where they make no sense.
  const when = moment.isGuessed ? (textAt(payload, "timestamp") ?? "") : isoOf(moment.ms);
  const naturalKey = `${connectorId}|${idTag.toLowerCase()}|${when}|${meterStart ?? ""}`;
  return { connectorId, idTag, moment, meterStart, naturalKey };
}

/** The newest that began with this StartTransaction; null for none. */
export function transactionOfStart(turn: Turn, payload: Json): Transaction | null {
  const { naturalKey } = wordsOfStart(turn, payload);
  const all = Object.values(turn.state.transactions);
  return all.findLast((each) => each.naturalKey === naturalKey) ?? null;
}

/** 0 is illegal and means the only connector there is, or the one with a car. */
function connectorOfStart(turn: Turn, connectorId: number): number {
  if (connectorId > 0 && addressOf(turn, connectorId) !== null) return connectorId;
  const all = connectorIdsOf(turn);
  const preparing = all.find((each) => connectorOf(turn.state, each).status === "Preparing");
  return preparing ?? all[0] ?? 1;
}

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
    samples: { first: 0, end: 0 },
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
