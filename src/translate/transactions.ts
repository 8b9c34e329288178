/**
 * StartTransaction and StopTransaction → the Started and Ended of a TransactionEvent. In 1.6 the
 * central system numbers transactions, in 2.0.1 the station names them: we do both, and store both
 * before anything is sent.
 */
import { limits } from "../base/limits.ts";
import type { JsonObject } from "../exchange/message.ts";
import { acknowledge, answer, answerBy, isOpen } from "./answers.ts";
import type { Block } from "./block.ts";
import { chargingStateAt, connectorOf } from "./connector-status.ts";
import { integerAt } from "./convert.ts";
import { emitEvent, isOld, registerValue } from "./events.ts";
import { fieldOf, objectIn } from "./json.ts";
import { endLost } from "./lost-transactions.ts";
import { openTransaction, reopened, wordsOfStart } from "./new-transactions.ts";
import { begin, pluggedFor } from "./plugged.ts";
import { tellPrice } from "./pricing.ts";
import { takeRemoteStart } from "./remote-starts.ts";
import { dropReservation } from "./reservation-state.ts";
import { at, type Token, type Transaction, withEntry } from "./state.ts";
import { stop, stopped } from "./stop.ts";
import { idTagInfoOf, idTokenFor, statusByPolicy, tokenOf } from "./tokens.ts";
import { addressOf } from "./topology.ts";
import { openTransactionOn, putTransaction } from "./transaction-state.ts";
import {
  ask,
  bury,
  type Call,
  continuing,
  isRegistered,
  isUp,
  lose,
  type Turn,
  updateLive,
} from "./turn.ts";

function startTransaction(turn: Turn, call: Call): void {
  const { connectorId, idTag, moment, meterStart, naturalKey } = wordsOfStart(turn, call.payload);
  if (moment.isGuessed) lose(turn, "time-unusable", "timestamp of a StartTransaction");
  const { known, epoch } = reopened(turn, naturalKey);
  if (known !== null) {
    startAgain(turn, call, known);
    return;
  }
  const other = openTransactionOn(turn.state, connectorId);
  if (other !== null) {
    endLost(turn, other, {
      stoppedReason: "Other",
      triggerReason: "AbnormalCondition",
      notAfterMs: moment.ms,
    });
  }
  start(turn, call, { connectorId, idTag, atMs: moment.ms, meterStart, naturalKey, epoch });
}

type Start = {
  readonly connectorId: number;
  readonly idTag: string;
  readonly atMs: number;
  readonly meterStart: number | null;
  readonly naturalKey: string;
  readonly epoch: number;
};

function start(
  turn: Turn,
  call: Call,
  { connectorId, idTag, atMs, meterStart, naturalKey, epoch }: Start,
): void {
  const before = tokenOf(turn, idTag);
  const idToken = idTokenFor(turn, idTag);
  const isReplay = isOld(turn, atMs);
  const ourMs = isReplay ? atMs - turn.state.station.clockAheadMs : null;
  const remote = takeRemoteStart(turn, { idTag, connectorId, atMs: ourMs });
  const connector = connectorOf(turn.state, connectorId);
  const chargingState = chargingStateAt(connector, { atMs, isOld: isReplay });
  const reservationId = integerAt(call.payload, "reservationId");
  const plugged = pluggedFor(turn, { connectorId, atMs });
  const remoteStartId = remote?.remoteStartId ?? null;
  const begun = { idTag, idToken, naturalKey, meterStartWh: meterStart, remoteStartId };
  const transaction =
    plugged === null
      ? openTransaction(turn, { ...begun, connectorId, epoch, atMs, chargingState, int: null })
      : begin(turn, plugged, begun);
  const { txId } = transaction;
  const eventType = plugged === null ? "Started" : "Updated";
  if (reservationId !== null) dropReservation(turn, reservationId);
  emitEvent(
    turn,
    txId,
    {
      ...{ eventType, atMs, chargingState, idToken, reservationId, remoteStartId },
      triggerReason:
        remote !== null ? "RemoteStart" : localReason(plugged, connector, isReplay ? null : before),
      meterValue: meterStart === null ? [] : [registerValue(atMs, meterStart, "Transaction.Begin")],
    },
    started.with({ txId }),
  );
  awaitStart(turn, call, transaction);
}

/** The token was shown before the cable: then the cable was what began it. */
function localReason(
  plugged: Transaction | null,
  connector: { readonly status: string; readonly seenAtMs: number },
  token: Token | null,
): string {
  const acceptedAtMs = token?.acceptedAtMs ?? null;
  const isCardFirst =
    plugged === null &&
    acceptedAtMs !== null &&
    connector.status === "Preparing" &&
    acceptedAtMs < connector.seenAtMs &&
    connector.seenAtMs - acceptedAtMs < limits.cardFirstMs;
  return isCardFirst ? "CablePluggedIn" : "Authorized";
}

function awaitStart(turn: Turn, call: Call, transaction: Transaction): void {
  const { txId, int } = transaction;
  const idTagInfo = { status: statusByPolicy(turn, transaction.idTag ?? "") };
  const fallback = { transactionId: int, idTagInfo };
  if (!isUp(turn, "csms") || !isRegistered(turn)) {
    answer(turn, call, fallback);
    return;
  }
  answerBy(turn, call, { deadlineMs: call.deadlineMs, fallback });
  const { starts } = turn.state.live;
  updateLive(turn, { starts: withEntry(starts, txId, call.messageId) });
}

/** The station lost our answer: it gets the same one, and the CSMS hears nothing. */
function startAgain(turn: Turn, call: Call, transaction: Transaction): void {
  if (transaction.startInfo === null) {
    awaitStart(turn, call, transaction);
    return;
  }
  const { int, startInfo } = transaction;
  answer(turn, call, { transactionId: int, idTagInfo: startInfo });
}

const started = continuing<{ txId: string }>("transactions.started", (turn, outcome, { txId }) => {
  const transaction = at(turn.state.transactions, txId);
  if (transaction === null) return;
  const idTag = transaction.idTag ?? "";
  const info = outcome.kind === "result" ? objectIn(outcome.payload, "idTokenInfo") : {};
  const evseId = addressOf(turn, transaction.connectorId)?.id ?? null;
  const isSaid = Object.keys(info).length > 0;
  const policy = outcome.kind === "result" ? (tokenOf(turn, idTag)?.status ?? "Accepted") : null;
  const idTagInfo: JsonObject = isSaid
    ? idTagInfoOf(turn, info, { idTag, evseId })
    : { status: policy ?? statusByPolicy(turn, idTag) };
  const newest = at(turn.state.transactions, txId) ?? transaction;
  putTransaction(turn, { ...newest, startInfo: idTagInfo });
  const messageId = at(turn.state.live.starts, txId);
  updateLive(turn, { starts: withEntry(turn.state.live.starts, txId, null) });
  if (messageId !== null && isOpen(turn, { leg: "station", messageId })) {
    answer(turn, { leg: "station", messageId }, { transactionId: newest.int, idTagInfo });
  } else if (idTagInfo["status"] !== "Accepted" && newest.isOpen) {
    stopRefused(turn, newest);
  }
  const response = outcome.kind === "result" ? outcome.payload : null;
  const updated = fieldOf(response, "updatedPersonalMessage");
  tellPrice(turn, idTag, updated ?? fieldOf(info, "personalMessage"));
});

/** It was let begin while the CSMS was away, and the CSMS would not have. */
function stopRefused(turn: Turn, { int }: Transaction): void {
  const stops = at(turn.state.configuration, "stoptransactiononinvalidid")?.value ?? "";
  if (!/^(true|1|yes)$/i.test(stops)) return;
  const payload = { transactionId: int };
  ask(turn, "station", { action: "RemoteStopTransaction", payload, isOwn: true });
}

function stopTransaction(turn: Turn, call: Call): void {
  const told = stop(turn, call);
  if (told.kind === "known" && told.idTag !== null && isUp(turn, "csms") && isRegistered(turn)) {
    const deadlineMs = turn.nowMs + limits.stopAnswerMs;
    answerBy(turn, call, { deadlineMs, fallback: {} });
    return;
  }
  if (told.kind === "unmatched") {
    const { action, payload } = call;
    lose(turn, "stop-unknown", `transactionId ${integerAt(payload, "transactionId") ?? "missing"}`);
    bury(turn, "unmatched", { leg: "csms", action, payload, problem: "no such transaction" });
  }
  const keys = told.kind === "known" ? told.keys : [];
  acknowledge(turn, call.messageId, { payload: {}, keys });
}

export const transactionsBlock: Block = {
  name: "transactions",
  calls: { StartTransaction: startTransaction, StopTransaction: stopTransaction },
  continuings: [started, stopped],
};
