/** What a shadow's session gets to play, in order. */
import type { LinkId, Sender } from "../../base/ids.ts";
import type { OcppMessage } from "../../exchange/message.ts";
import type { MessageRef } from "../../spool/record.ts";
import { fieldOf } from "../json.ts";
import type { Overheard } from "./overheard.ts";
import type { Weighed } from "./waiting.ts";

export type SaidItem = {
  readonly kind: "said";
  readonly sender: Sender;
  readonly message: OcppMessage;
  readonly ref: MessageRef;
  readonly atUs: number;
};

export type Item = Weighed &
  (
    | { readonly kind: "up"; readonly linkId: LinkId }
    | { readonly kind: "down"; readonly linkId: LinkId }
    | { readonly kind: "overheard"; readonly exchange: Overheard }
    | SaidItem
  );

const money = new Set(["StartTransaction", "StopTransaction"]);

/** The beginnings and ends of transactions, and what numbers them, are never dropped. */
export function saidItem(said: Omit<SaidItem, "kind">, bytes: number): Item {
  const { message } = said;
  const isMoney =
    (message.type === "call" && money.has(message.action)) ||
    (message.type === "callResult" && fieldOf(message.callPayload, "transactionId") !== undefined);
  return { kind: "said", ...said, bytes, isDroppable: !isMoney };
}

/** Of a link, or of what was learned before: small, few, and needed. */
export function neededItem(
  item: { kind: "up" | "down"; linkId: LinkId } | { kind: "overheard"; exchange: Overheard },
): Item {
  return { ...item, bytes: 0, isDroppable: false };
}
