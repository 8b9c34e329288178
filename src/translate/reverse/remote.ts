/** RemoteStartTransaction, RemoteStopTransaction, UnlockConnector. */
import type { Json } from "../../exchange/message.ts";
import { textIn } from "../../findings/fields.ts";
import { answerWith, askFor, type Block, type Command, type Move } from "../block.ts";
import { integerAt } from "../convert.ts";
import { fieldOf, isObject, present } from "../json.ts";
import type { Outcome } from "../live.ts";
import { at } from "../state.ts";
import { addressOf } from "../topology.ts";
import { openTransactionOn, transactionByInt } from "../transaction-state.ts";
import { type Call, isRegistered, type Turn } from "../turn.ts";
import { command16, failure16, rejected } from "./command.ts";
import { remoteTokenFor } from "./id-tags.ts";
import { profileFor201 } from "./profiles.ts";
import { takeRequestId } from "./request-ids.ts";

const acceptedOr = (payload: Json) => ({
  status: textIn(payload, "status") === "Accepted" ? "Accepted" : "Rejected",
});

const remoteStart = command16("RemoteStartTransaction", {
  ask(turn, call) {
    if (!isRegistered(turn)) return answerWith(rejected);
    const connectorId = integerAt(call.payload, "connectorId") ?? 0;
    const address = connectorId === 0 ? null : addressOf(turn, connectorId);
    if (connectorId !== 0 && address === null) return answerWith(rejected);
    const said = fieldOf(call.payload, "chargingProfile");
    const profile = isObject(said) ? profileFor201(said, null) : undefined;
    const isOfStart = fieldOf(said, "chargingProfilePurpose") === "TxProfile";
    if (profile === null || (profile !== undefined && !isOfStart)) return answerWith(rejected);
    return askFor(
      "RequestStartTransaction",
      present({
        remoteStartId: takeRequestId(turn),
        idToken: remoteTokenFor(turn, textIn(call.payload, "idTag")),
        evseId: address?.id,
        chargingProfile: profile,
      }),
    );
  },
  told: (_turn, _call, payload) => acceptedOr(payload),
  negative: rejected,
  lacking: null,
});

const remoteStop = command16("RemoteStopTransaction", {
  ask(turn, call) {
    const int = integerAt(call.payload, "transactionId");
    const transaction = int === null ? null : transactionByInt(turn.state, int);
    if (!isRegistered(turn) || transaction?.isOpen !== true) return answerWith(rejected);
    return askFor("RequestStopTransaction", { transactionId: transaction.txId });
  },
  told: (_turn, _call, payload) => acceptedOr(payload),
  negative: rejected,
  lacking: null,
});

const unlocked = { status: "Unlocked" };
const failed = { status: "UnlockFailed" };
const notSupported = { status: "NotSupported" };
const refusals = { negative: failed, lacking: notSupported };

/** A stopped transaction may take so long to end. Unit: ms. */
const ENDS_WITHIN_MS = 10_000;

/** 1.6 stops a transaction and unlocks; 2.0.1 refuses, so it is stopped first. */
const unlockConnector: Command = {
  action: "UnlockConnector",
  next(turn, call, [first, stopped, second]) {
    const connectorId = integerAt(call.payload, "connectorId") ?? 0;
    const address = addressOf(turn, connectorId);
    if (address === null) return answerWith(notSupported);
    const unlock = askFor("UnlockConnector", {
      ...{ evseId: address.id, connectorId: address.connectorId },
    });
    if (first === undefined) return unlock;
    if (!isOngoing(first)) return unlockTold(first);
    const open = openTransactionOn(turn.state, connectorId);
    if (stopped === undefined) {
      if (open === null) return answerWith(failed);
      return askFor("RequestStopTransaction", { transactionId: open.txId });
    }
    const isStopped = textIn(stopped, "payload", "status") === "Accepted";
    if (stopped.kind !== "result" || !isStopped) return failure16(stopped, refusals);
    if (second !== undefined) return unlockTold(second);
    const isLate = turn.nowMs - call.receivedAtMs >= ENDS_WITHIN_MS;
    return open === null || isLate ? unlock : { kind: "hold" };
  },
};

function isOngoing(outcome: Outcome): boolean {
  return textIn(outcome, "payload", "status") === "OngoingAuthorizedTransaction";
}

function unlockTold(outcome: Outcome): Move {
  if (outcome.kind !== "result") return failure16(outcome, refusals);
  const status = textIn(outcome.payload, "status");
  if (status === "UnknownConnector") return answerWith(notSupported);
  return answerWith(status === "Unlocked" ? unlocked : failed);
}

/** Held commands of this action are looked at again then; Infinity for none. */
export function heldUntilMs(
  { live }: Turn["state"],
  action: string,
  untilMs: (call: Pick<Call, "receivedAtMs" | "deadlineMs">) => number,
): number {
  return live.held.reduce((first, { messageId }) => {
    const call = at(live.csms.open, messageId);
    return call?.action === action ? Math.min(first, untilMs(call)) : first;
  }, Number.POSITIVE_INFINITY);
}

export const remoteReverseBlock: Block = {
  name: "reverse.remote",
  commands: [remoteStart, remoteStop, unlockConnector],
  dueMs: (state) =>
    heldUntilMs(state, "UnlockConnector", ({ receivedAtMs }) => receivedAtMs + ENDS_WITHIN_MS),
};
