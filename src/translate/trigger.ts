/**
 * TriggerMessage: passed on where the station can do it, done here from what is known where it
 * cannot. What the station then sends looks like any other message, so it is awaited.
 */
import { limits } from "../base/limits.ts";
import type { JsonObject } from "../exchange/message.ts";
import { textIn } from "../findings/fields.ts";
import {
  answerWith,
  askFor,
  type Block,
  type Command,
  failureOf,
  type Move,
  statusOf,
} from "./block.ts";
import { bootAgain } from "./boot.ts";
import { emitEvent } from "./events.ts";
import { sendFirmwareStatus } from "./firmware.ts";
import { fieldOf } from "./json.ts";
import type { Outcome } from "./live.ts";
import { sendLogStatus } from "./logs.ts";
import { hasPlugAndCharge, unwrapped, wrapped } from "./plug-and-charge.ts";
import { isLacking } from "./rpc-errors.ts";
import { resendStatuses } from "./status.ts";
import { connectorIdsOf, connectorsAt } from "./topology.ts";
import { openTransactionOn } from "./transaction-state.ts";
import { addTrigger } from "./triggers.ts";
import { ask, type Turn } from "./turn.ts";

/** One call to the station. */
type Attempt = {
  /** A DataTransfer is one of the Plug & Charge messages. */
  readonly action: "TriggerMessage" | "ExtendedTriggerMessage" | "DataTransfer";
  readonly requestedMessage: string;
  readonly connectorId: number | null;
};

type Plan = {
  /** For each of these, the first that the station can do. */
  readonly targets: readonly (readonly Attempt[])[];
  /** What we do where it can do none; null where nothing can stand in. */
  readonly instead: (() => void) | null;
};

const plain = (requestedMessage: string, connectorId: number | null = null): Attempt => ({
  ...{ action: "TriggerMessage", requestedMessage, connectorId },
});
const extended = (requestedMessage: string): Attempt => ({
  ...{ action: "ExtendedTriggerMessage", requestedMessage, connectorId: null },
});

function planOf(turn: Turn, message: string, connectorIds: readonly number[] | null): Plan | null {
  switch (message) {
    case "BootNotification":
      return { targets: [[plain(message)]], instead: () => bootAgain(turn) };
    case "Heartbeat":
      return {
        targets: [[plain(message)]],
        instead: () => ask(turn, "csms", { action: "Heartbeat", payload: {} }),
      };
    case "StatusNotification": {
      const ids = connectorIds ?? connectorIdsOf(turn);
      return {
        targets: ids.map((each) => [plain(message, each)]),
        instead: () => resendStatuses(turn, ids),
      };
    }
    case "MeterValues":
      return {
        targets: (connectorIds ?? [null]).map((each) => [plain(message, each)]),
        instead: null,
      };
    case "TransactionEvent": {
      const ids = (connectorIds ?? connectorIdsOf(turn)).filter(
        (each) => openTransactionOn(turn.state, each) !== null,
      );
      return {
        targets: ids.map((each) => [plain("MeterValues", each)]),
        instead: () => eventsFromState(turn, ids),
      };
    }
    case "FirmwareStatusNotification":
      return {
        targets: [[extended(message), plain(message)]],
        instead: () => sendFirmwareStatus(turn, null),
      };
    case "LogStatusNotification":
      return {
        targets: [[extended(message), plain("DiagnosticsStatusNotification")]],
        instead: () => sendLogStatus(turn, null),
      };
    case "SignChargingStationCertificate":
      return { targets: [[extended("SignChargePointCertificate")]], instead: null };
    case "SignV2GCertificate":
    case "SignCombinedCertificate": {
      if (!hasPlugAndCharge(turn.state)) return null;
      const attempt: Attempt = {
        ...{ action: "DataTransfer", requestedMessage: message, connectorId: null },
      };
      return { targets: [[attempt]], instead: null };
    }
    default:
      return null;
  }
}

function eventsFromState(turn: Turn, connectorIds: readonly number[]): void {
  for (const connectorId of connectorIds) {
    const open = openTransactionOn(turn.state, connectorId);
    if (open === null) continue;
    const { txId, chargingState } = open;
    const fields = { eventType: "Updated", triggerReason: "Trigger", chargingState } as const;
    emitEvent(turn, txId, { ...fields, atMs: turn.nowMs });
  }
}

function isUnable(outcome: Outcome): boolean {
  if (outcome.kind === "error") return isLacking(outcome.code);
  return outcome.kind === "result" && textIn(outcome.payload, "status") === "NotImplemented";
}

const triggerMessage: Command = {
  action: "TriggerMessage",
  next(turn, call, outcomes) {
    const message = textIn(call.payload, "requestedMessage");
    const evse = fieldOf(call.payload, "evse");
    const there = evse === undefined ? null : connectorsAt(turn, evse);
    if (evse !== undefined && there === null)
      return answerWith(statusOf("Rejected", "UnknownEvse"));
    const connectorIds = there?.[0] === 0 ? null : there;
    const plan = planOf(turn, message, connectorIds);
    if (plan === null) return answerWith({ status: "NotImplemented" });
    if (plan.targets.length === 0) return answerWith(statusOf("Rejected", "TxNotFound"));
    return follow(turn, { plan, message }, outcomes);
  },
};

type Followed = { readonly plan: Plan; readonly message: string };

/** Outcomes are in the order of the attempts; one follows another only where that failed. */
function follow(turn: Turn, { plan, message }: Followed, outcomes: readonly Outcome[]): Move {
  let used = 0;
  const statuses: string[] = [];
  for (const attempts of plan.targets) {
    let isDone = false;
    for (const attempt of attempts) {
      if (isDone) continue;
      const told = outcomes[used];
      if (told === undefined) return attemptOf(turn, attempt, message);
      const outcome = attempt.action === "DataTransfer" ? unwrapped(told) : told;
      used += 1;
      if (isUnable(outcome)) continue;
      if (outcome.kind !== "result") return failureOf(outcome, rejected);
      statuses.push(textIn(outcome.payload, "status"));
      isDone = true;
    }
    if (!isDone) statuses.push("NotImplemented");
  }
  const isNone = statuses.every((each) => each === "NotImplemented");
  if (isNone && plan.instead !== null) {
    plan.instead();
    return answerWith({ status: "Accepted" });
  }
  if (statuses.includes("Accepted")) return answerWith({ status: "Accepted" });
  return answerWith({ status: isNone ? "NotImplemented" : "Rejected" });
}

const rejected = (reasonCode: string): JsonObject => statusOf("Rejected", reasonCode);

/** It is awaited from now on: some stations send it before they answer. */
function attemptOf(turn: Turn, attempt: Attempt, message: string): Move {
  const { action, requestedMessage, connectorId } = attempt;
  addTrigger(turn, { message, connectorId, deadlineMs: turn.nowMs + limits.triggerMs });
  if (action === "DataTransfer") return wrapped("TriggerMessage", { requestedMessage });
  return askFor(
    action,
    connectorId === null ? { requestedMessage } : { requestedMessage, connectorId },
  );
}

export const triggerBlock: Block = { name: "trigger", commands: [triggerMessage] };
