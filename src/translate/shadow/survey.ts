/**
 * What is known of a link that was open before its shadow. In: its messages as recorded. Out: what
 * to play when the shadow begins: the boot as knowledge, the last status of each connector, and the
 * starts of transactions that are still open. Promised: bounded, whatever is said.
 */
import { limits } from "../../base/limits.ts";
import type { OcppMessage } from "../../exchange/message.ts";
import { integerAt } from "../convert.ts";
import { type Item, neededItem, type SaidItem, saidItem } from "./items.ts";
import type { Overheard } from "./overheard.ts";

export type Survey = {
  readonly said: (said: Omit<SaidItem, "kind">) => void;
  readonly items: () => readonly Item[];
};

type Started = { readonly call: Item; readonly learned: Overheard | null };

export function createSurvey(): Survey {
  let boot: Overheard | null = null;
  const statuses = new Map<number, Item>();
  /** By message id of the start. */
  const starts = new Map<string, Started>();

  const call = (said: Omit<SaidItem, "kind">, message: OcppMessage & { type: "call" }) => {
    const { action, messageId, callPayload: request } = message;
    if (action === "BootNotification") boot = { action, request, result: {} };
    if (action === "StatusNotification") {
      const connectorId = integerAt(request, "connectorId");
      const hasRoom = statuses.size < limits.translatedConnectorsMax;
      if (connectorId === null || (!hasRoom && !statuses.has(connectorId))) return;
      statuses.set(connectorId, saidItem(said, 0));
    }
    if (action === "StartTransaction" && starts.size < limits.shadowCallsMax) {
      starts.set(messageId, { call: saidItem(said, 0), learned: null });
    }
    if (action !== "StopTransaction") return;
    const stopped = integerAt(request, "transactionId");
    for (const [id, { learned }] of starts) {
      if (integerAt(learned?.result ?? null, "transactionId") === stopped) starts.delete(id);
    }
  };

  return {
    said(said) {
      const { message, sender } = said;
      if (sender === "station" && message.type === "call") call(said, message);
      const started = message.type === "callResult" ? starts.get(message.messageId) : undefined;
      if (sender !== "csms" || message.type !== "callResult" || started === undefined) return;
      const { call: item } = started;
      const request =
        item.kind === "said" && item.message.type === "call" ? item.message.callPayload : null;
      const learned = { action: "StartTransaction", request, result: message.callPayload };
      starts.set(message.messageId, { call: item, learned });
    },
    items: () => [
      ...(boot === null ? [] : [neededItem({ kind: "overheard", exchange: boot })]),
      ...statuses.values(),
      ...[...starts.values()].flatMap(({ call: item, learned }) =>
        learned === null ? [item] : [item, neededItem({ kind: "overheard", exchange: learned })],
      ),
    ],
  };
}
