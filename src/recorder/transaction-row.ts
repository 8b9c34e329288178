/** A transaction as it is now → its row of `transactions`. */
import { limits } from "../base/limits.ts";
import { thinned } from "../sessions/meter.ts";
import type { DueRow } from "../sessions/sessions.ts";
import type { Transaction, TransactionSample } from "../sessions/transaction.ts";
import type { TransactionRow } from "../store/rows.ts";

export function transactionRowOf({ transaction, revision }: DueRow): TransactionRow {
  const { evseId, connectorId, idToken, state, startedBy, stopReason } = transaction;
  const { energyWh, energySource, meterStartWh, meterStopWh } = transaction;
  return {
    startedAtUs: transaction.startedAtUs,
    transactionKey: transaction.key,
    instance: transaction.instance,
    stationId: transaction.stationId,
    transactionId: transaction.transactionId,
    ocppVersion: transaction.version ?? "",
    ...{ evseId, connectorId, idToken, state },
    lastAtUs: transaction.lastAtUs,
    endedAtUs: transaction.endedAtUs,
    stationStartedAtUs: inColumn(transaction.stationStartedAtUs),
    stationEndedAtUs: inColumn(transaction.stationEndedAtUs),
    ...{ startedBy, stopReason },
    ...{ meterStartWh, meterStopWh, energyWh, energySource },
    messages: transaction.messages,
    findings: transaction.findings,
    links: [...new Set(transaction.evidence.map(({ linkId }) => linkId))],
    lastLimit: JSON.stringify(transaction.limitChanges.at(-1)) ?? "",
    series: JSON.stringify(seriesOf(transaction)),
    details: JSON.stringify(detailsOf(transaction)),
    version: revision,
  };
}

/** The column's times end in 2299; what a station without a clock says may be any. */
const TIME_US_MAX = Date.UTC(2200, 0) * 1000;

function inColumn(atUs: number | null): number | null {
  return atUs !== null && atUs >= 0 && atUs < TIME_US_MAX ? atUs : null;
}

/** By column: what is the same in every sample is written once. */
function seriesOf({ samples, state }: Transaction) {
  const max = state === "open" ? limits.openRowSamplesMax : limits.transactionSamplesMax;
  const kept = thinned(samples, max);
  const column = <Name extends keyof TransactionSample>(name: Name) =>
    kept.map((sample) => sample[name]);
  return {
    atUs: column("atUs"),
    energyWh: column("energyWh"),
    powerW: column("powerW"),
    currentA: column("currentA"),
    socPercent: column("socPercent"),
  };
}

function detailsOf(transaction: Transaction) {
  const { start, stop, triggerReason, authorizations, refusal, remoteStop } = transaction;
  const { limitChanges, chargingStates, evidence, mayPrecedeRecord } = transaction;
  const { replayedMessages, lastSeqNo, missingEvents, recordGaps, linksLost } = transaction;
  return {
    ...{ start, stop, triggerReason, authorizations, refusal, remoteStop },
    ...{ limitChanges, chargingStates, mayPrecedeRecord },
    ...{ replayedMessages, lastSeqNo, missingEvents, recordGaps, linksLost, evidence },
  };
}
