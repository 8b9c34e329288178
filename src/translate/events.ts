/**
 * TransactionEvents: numbered as they are made, kept until the CSMS has them, in order. A number is
 * used once, also for an event that the CSMS never takes.
 */
import type { JsonObject } from "../exchange/message.ts";
import { isoOf } from "./convert.ts";
import { present } from "./json.ts";
import { at, type Continuation, type IdToken, type Transaction, withEntry } from "./state.ts";
import { addressOf } from "./topology.ts";
import { putTransaction } from "./transaction-state.ts";
import { isRegistered, isUp, keep, type Turn, update, updateLive } from "./turn.ts";

export type EventFields = {
  readonly eventType: "Started" | "Updated" | "Ended";
  readonly triggerReason: string;
  readonly atMs: number;
  readonly chargingState?: string | null;
  readonly stoppedReason?: string | null;
  readonly timeSpentCharging?: number | null;
  readonly idToken?: IdToken | null;
  readonly meterValue?: readonly JsonObject[];
  readonly reservationId?: number | null;
  /** Of a start that is no Started. */
  readonly remoteStartId?: number | null;
  /** We made it up: the station never said so. */
  readonly isSynthetic?: boolean;
};

/** An event older than this before the station's connection was not told live. Unit: ms. */
const OLD_MS = 30_000;

/** The station was not connected then. */
export function isOld(turn: Turn, atMs: number): boolean {
  // A time that could not be read is that of its arrival, by our clock and not by the station's.
  if (atMs === turn.nowMs) return false;
  const upSinceMs = turn.state.live.station.upSinceMs ?? turn.nowMs;
  return atMs - turn.state.station.clockAheadMs < upSinceMs - OLD_MS;
}

/** Gives its place in the outbox. */
export function emitEvent(
  turn: Turn,
  txId: string,
  fields: EventFields,
  continuation: Continuation | null = null,
): string {
  const transaction = at(turn.state.transactions, txId);
  if (transaction === null) return "";
  const isFirst = fields.eventType === "Started";
  const evse = addressOf(turn, transaction.connectorId) ?? undefined;
  const isReplayed = isOld(turn, fields.atMs);
  if (isReplayed && fields.isSynthetic !== true) updateLive(turn, { replayedAtMs: turn.nowMs });
  const isOffline = isReplayed || !isUp(turn, "csms") || !isRegistered(turn);
  const payload = present({
    eventType: fields.eventType,
    timestamp: isoOf(fields.atMs),
    triggerReason: fields.triggerReason,
    seqNo: transaction.nextSeqNo,
    offline: isOffline ? true : undefined,
    transactionInfo: present({
      transactionId: txId,
      chargingState: fields.chargingState ?? undefined,
      timeSpentCharging: fields.timeSpentCharging ?? undefined,
      stoppedReason: fields.stoppedReason ?? undefined,
      remoteStartId: fields.remoteStartId ?? (isFirst ? transaction.remoteStartId : null),
    }),
    evse: isFirst || turn.settings.evseInEveryEvent ? evse : undefined,
    idToken: fields.idToken ?? undefined,
    meterValue: fields.meterValue?.length ? fields.meterValue : undefined,
    reservationId: fields.reservationId ?? undefined,
    customData: customDataOf(turn, transaction, fields),
  });
  putTransaction(turn, {
    ...transaction,
    nextSeqNo: transaction.nextSeqNo + 1,
    lastEventAtMs: fields.atMs,
    chargingState: fields.chargingState ?? transaction.chargingState,
  });
  return keep(turn, { action: "TransactionEvent", payload, txId, continuation });
}

/** Of what we say beside the standard. */
export const ourVendorId = "ocpp-translator";

/** 1.6's number of the transaction where it is wanted; that we made it up in any case. */
function customDataOf(
  { settings }: Turn,
  { int }: Transaction,
  { isSynthetic }: EventFields,
): JsonObject | undefined {
  const transactionId = settings.customData ? int : undefined;
  const synthetic = isSynthetic === true ? true : undefined;
  if (transactionId === undefined && synthetic === undefined) return undefined;
  return present({ vendorId: ourVendorId, transactionId, synthetic });
}

/** What waits while the CSMS is away is offline when it arrives, except what may have arrived. */
export function markOffline(turn: Turn): void {
  let { outbox } = turn.state;
  for (const [key, entry] of Object.entries(outbox)) {
    if (entry.txId === null || entry.isSent || entry.payload["offline"] === true) continue;
    outbox = withEntry(outbox, key, { ...entry, payload: { ...entry.payload, offline: true } });
  }
  update(turn, { outbox });
}

/** A register reading with everything said: some CSMS compute only from such. */
export function registerValue(
  atMs: number,
  wh: number,
  context: "Transaction.Begin" | "Transaction.End",
): JsonObject {
  return {
    timestamp: isoOf(atMs),
    sampledValue: [
      {
        value: wh,
        context,
        measurand: "Energy.Active.Import.Register",
        unitOfMeasure: { unit: "Wh" },
      },
    ],
  };
}
