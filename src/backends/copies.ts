/**
 * A call of the station → what a back-end gets of it. In: the call as it came. Out: the same text,
 * with the back-end's own number of the transaction where 1.6 has one; or why there is nothing.
 *
 * *Spec:* a StopTransaction names its transaction, MeterValues may. *Therefore* samples of a
 * transaction that the back-end does not know go without its number, and its stop does not go.
 */
import { isObject } from "../base/objects.ts";
import type { Call, Json, Send } from "../exchange/message.ts";
import { numberIn } from "../findings/fields.ts";
import type { OcppVersion } from "../ocpp/versions.ts";
import { callText } from "./texts.ts";
import type { Transactions } from "./transactions.ts";

export type Copy =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "nothing"; readonly why: "transaction-unknown" };

/** `text` is the call's own. To be made when it is sent: only then the number is known. */
export function copyOf(
  { text, call }: { readonly text: string; readonly call: Call | Send },
  version: OcppVersion,
  transactions: Pick<Transactions, "forBackend">,
): Copy {
  const { action, messageId, callPayload } = call;
  const isNumbered = action === "MeterValues" || action === "StopTransaction";
  const transactionId = numberIn(callPayload, "transactionId");
  if (version !== "1.6" || !isNumbered || transactionId === null) return { kind: "text", text };
  const known = transactions.forBackend(transactionId);
  if (known === undefined && action === "StopTransaction") {
    return { kind: "nothing", why: "transaction-unknown" };
  }
  const payload = numbered(callPayload, known);
  return { kind: "text", text: callText(messageId, action, payload) };
}

/** Undefined: without a number. */
function numbered(callPayload: Json, transactionId: number | undefined): Json {
  if (!isObject(callPayload)) return callPayload;
  const { transactionId: _ofCsms, ...others } = callPayload;
  return transactionId === undefined ? others : { ...others, transactionId };
}

/** Without it a back-end takes a session for running, or never hears of it. */
export function isOfTransaction({ action }: Pick<Call, "action">): boolean {
  return (
    action === "StartTransaction" || action === "StopTransaction" || action === "TransactionEvent"
  );
}
