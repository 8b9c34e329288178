/** The end of a transaction → StopTransaction, and the end of one that its station never ended. */

import { limits } from "../../base/limits.ts";
import type { JsonObject } from "../../exchange/message.ts";
import { answer, answerBy } from "../answers.ts";
import { isoOf } from "../convert.ts";
import { present } from "../json.ts";
import { withoutSent } from "../sent-samples.ts";
import type { Settings } from "../settings.ts";
import { at, type State, type Transaction } from "../state.ts";
import { tokenOf } from "../tokens.ts";
import { openTransactions, putTransaction } from "../transaction-state.ts";
import { bury, type Call, continuing, keep, lose, type Turn } from "../turn.ts";
import { refreshStatus } from "./connector-status.ts";
import { idTokenInfoIn } from "./id-tags.ts";
import { statusAt } from "./places.ts";
import { meterValue16, onlySamples, registerOf, wholeWh } from "./samples.ts";
import { isNumberAwaited } from "./starting.ts";
import type { Event201 } from "./transaction-events.ts";

/** 2.0.1's stoppedReason → 1.6's reason, where they differ. */
const reasons: ReadonlyMap<string, string> = new Map([
  ["ImmediateReset", "HardReset"],
  ["MasterPass", "Local"],
  ["StoppedByEV", "Local"],
]);
const same = new Set([
  ...["DeAuthorized", "EmergencyStop", "EVDisconnected", "Local", "PowerLoss", "Reboot", "Remote"],
  "Other",
]);

export function reasonFor16(stoppedReason: string, triggerReason: string): string {
  if (triggerReason === "UnlockCommand") return "UnlockCommand";
  return same.has(stoppedReason) ? stoppedReason : (reasons.get(stoppedReason) ?? "Other");
}

/** Gives the place of the StopTransaction; none where there was no start. */
export function stop16(turn: Turn, event: Event201, call: Call): readonly string[] {
  const transaction = at(turn.state.transactions, event.txId);
  if (transaction === null) return [];
  const { readings, idTag, atMs } = event;
  const reason = reasonFor16(event.stoppedReason, event.triggerReason);
  if (reason !== event.stoppedReason) {
    lose(turn, "stop-reason", `${event.stoppedReason} becomes ${reason}`);
  }
  const ofEnd = onlySamples(readings, ({ context }) => context.startsWith("Transaction."));
  const meterStopWh = registerOf(readings, "Transaction.End") ?? transaction.registerWh;
  const continuation = idTag === null ? null : stopped.with({ messageId: call.messageId, idTag });
  const keys = sendStop(turn, transaction, {
    ...{ atMs, reason, idTag, meterStopWh, continuation },
    transactionData: ofEnd.map(meterValue16),
  });
  if (idTag !== null && keys.length > 0) {
    const status = tokenOf(turn, idTag)?.status ?? null;
    const fallback = status === null ? {} : { idTokenInfo: { status } };
    answerBy(turn, call, { deadlineMs: turn.nowMs + limits.stopAnswerMs, fallback });
  }
  return keys;
}

type Stop = {
  readonly atMs: number;
  readonly reason: string;
  readonly idTag: string | null;
  readonly meterStopWh: number | null;
  readonly transactionData: readonly JsonObject[];
  readonly continuation: ReturnType<typeof stopped.with> | null;
};

function sendStop(turn: Turn, transaction: Transaction, stop: Stop): readonly string[] {
  const { txId, int, reverse } = transaction;
  close(turn, transaction, stop.atMs);
  if (reverse?.stage !== "started") return [];
  const payload = present({
    transactionId: int,
    idTag: stop.idTag ?? undefined,
    meterStop: meterStopOf(transaction, stop.meterStopWh),
    timestamp: isoOf(stop.atMs),
    reason: stop.reason,
    transactionData: stop.transactionData.length === 0 ? undefined : stop.transactionData,
  });
  const action = "StopTransaction";
  if (!reverse.isNumbered && !isNumberAwaited(turn, txId)) {
    const problem = "its start was not taken";
    bury(turn, "unmatched", { leg: "csms", action, payload, problem });
    return [];
  }
  return [keep(turn, { action, payload, txId, continuation: stop.continuation })];
}

/** The register itself, unless the start was told without one. */
function meterStopOf({ meterStartWh, reverse }: Transaction, registerWh: number | null): number {
  const told = reverse?.toldStartWh ?? 0;
  if (registerWh === null) return told;
  return told + wholeWh(registerWh) - wholeWh(meterStartWh ?? registerWh);
}

function close(turn: Turn, { txId }: Transaction, endedAtMs: number): void {
  const transaction = at(turn.state.transactions, txId);
  if (transaction === null) return;
  const over = { isOpen: false, endedAtMs, doubtedAtMs: null };
  putTransaction(turn, { ...withoutSent(turn, transaction), ...over });
}

export const stopped = continuing<{ messageId: string; idTag: string }>(
  "reverse.stopped",
  (turn, outcome, { messageId, idTag }) => {
    const payload =
      outcome.kind === "result" ? { idTokenInfo: idTokenInfoIn(turn, outcome.payload, idTag) } : {};
    answer(turn, { leg: "station", messageId }, payload);
  },
);

type Lost = { readonly reason: string; readonly notAfterMs: number };

/** The station never ended it: an end of ours, with what was last known. */
export function endLost16(
  turn: Turn,
  transaction: Transaction,
  { reason, notAfterMs }: Lost,
): readonly string[] {
  lose(turn, "transaction-lost", `connector ${transaction.connectorId}`);
  const keys = sendStop(turn, transaction, {
    ...{ atMs: Math.min(transaction.lastEventAtMs, notAfterMs), reason, idTag: null },
    ...{ meterStopWh: transaction.registerWh, transactionData: [], continuation: null },
  });
  const closed = at(turn.state.transactions, transaction.txId);
  if (closed !== null) putTransaction(turn, { ...closed, isSynthetic: true });
  return keys;
}

export function lostDueMs({ transactions }: State, { zombieGraceMs }: Settings): number {
  return Object.values(transactions).reduce(
    (first, { isOpen, doubtedAtMs }) =>
      isOpen && doubtedAtMs !== null ? Math.min(first, doubtedAtMs + zombieGraceMs) : first,
    Number.POSITIVE_INFINITY,
  );
}

/** A boot so soon after a reset is its work. */
function wasReset({ state }: Turn, bootedAtMs: number): boolean {
  const { resetSent } = state.station;
  return resetSent !== null && bootedAtMs - resetSent.atMs < limits.resetExplainsMs;
}

/** A station that has booted tells of what goes on; what it does not tell of is over. */
export function endDoubted(turn: Turn): void {
  for (const transaction of openTransactions(turn.state)) {
    const { doubtedAtMs, connectorId } = transaction;
    if (doubtedAtMs === null || doubtedAtMs + turn.settings.zombieGraceMs > turn.nowMs) continue;
    if (statusAt(turn, connectorId) === "Occupied") {
      putTransaction(turn, { ...transaction, doubtedAtMs: null });
      continue;
    }
    const reason = wasReset(turn, doubtedAtMs) ? "HardReset" : "PowerLoss";
    endLost16(turn, transaction, { reason, notAfterMs: turn.nowMs });
    refreshStatus(turn, connectorId, { atMs: turn.nowMs, hasEnded: true });
  }
}
