/** TriggerMessage and ExtendedTriggerMessage → TriggerMessage. */

import { limits } from "../../base/limits.ts";
import type { JsonObject } from "../../exchange/message.ts";
import { textIn } from "../../findings/fields.ts";
import { answerWith, askFor, type Block, type Command } from "../block.ts";
import { integerAt } from "../convert.ts";
import type { Outcome } from "../live.ts";
import { addressOf, connectorIdsOf } from "../topology.ts";
import { addTrigger } from "../triggers.ts";
import type { Call, Turn } from "../turn.ts";
import { failure16, rejected } from "./command.ts";

/** 1.6's names that 2.0.1 has another for. */
const renamed: ReadonlyMap<string, string> = new Map([
  ["DiagnosticsStatusNotification", "LogStatusNotification"],
  ["SignChargePointCertificate", "SignChargingStationCertificate"],
]);
const ofConnectors = /^(StatusNotification|MeterValues)$/;

/** One call for each; null for a connector that is not there. */
function targets(turn: Turn, { payload }: Call): readonly (JsonObject | null)[] {
  const said = textIn(payload, "requestedMessage");
  const requestedMessage = renamed.get(said) ?? said;
  const connectorId = integerAt(payload, "connectorId");
  if (!ofConnectors.test(requestedMessage)) return [{ requestedMessage }];
  // 2.0.1 tells a status of one connector only.
  const isEach = requestedMessage === "StatusNotification" && (connectorId ?? 0) === 0;
  if (!isEach && (connectorId ?? 0) === 0) return [{ requestedMessage }];
  const ids = isEach ? connectorIdsOf(turn) : [connectorId ?? 0];
  return ids.map((each) => {
    const evse = addressOf(turn, each);
    if (evse === null) return null;
    const isPlace = requestedMessage === "StatusNotification";
    return { requestedMessage, evse: isPlace ? evse : { id: evse.id } };
  });
}

function triggers(action: string): Command {
  return {
    action,
    next(turn, call, outcomes) {
      const failed = outcomes.find(({ kind }) => kind !== "result");
      const lacking = { status: "NotImplemented" };
      if (failed !== undefined) return failure16(failed, { negative: rejected, lacking });
      const next = targets(turn, call)[outcomes.length];
      if (next === null) return answerWith(rejected);
      if (next === undefined) return answerWith({ status: statusOfAll(outcomes) });
      await16(turn, call, outcomes.length);
      return askFor("TriggerMessage", next);
    },
  };
}

/** Told even where it is the same; some stations send it before they answer. */
function await16(turn: Turn, { payload }: Call, index: number): void {
  const message = textIn(payload, "requestedMessage");
  const connectorId = integerAt(payload, "connectorId");
  const each = (connectorId ?? 0) === 0 ? (connectorIdsOf(turn)[index] ?? null) : connectorId;
  const deadlineMs = turn.nowMs + limits.triggerMs;
  if (message === "StatusNotification") {
    addTrigger(turn, { message, connectorId: each, deadlineMs });
  }
  if (message === "BootNotification") addTrigger(turn, { message, connectorId: null, deadlineMs });
}

function statusOfAll(outcomes: readonly Outcome[]): string {
  const statuses = outcomes.map((each) => textIn(each, "payload", "status"));
  if (statuses.includes("Accepted")) return "Accepted";
  return statuses.includes("NotImplemented") ? "NotImplemented" : "Rejected";
}

export const triggerReverseBlock: Block = {
  name: "reverse.trigger",
  commands: [triggers("TriggerMessage"), triggers("ExtendedTriggerMessage")],
};
