/** What a station's message says of the charging at one place, in either version. */
import { isStationsOwn } from "../../base/ids.ts";
import { promote } from "../../ocpp/promote.ts";
import { textIn } from "../fields.ts";
import type { LinkFacts, MessageHappening } from "../happening.ts";
import { placeOf } from "../meter-samples.ts";

export type ChargingStateTold = {
  readonly place: string;
  /** "" for none told. */
  readonly transactionId: string;
  /** 1.6: the connector's status; 2.x: chargingState; `Ended` with the transaction. */
  readonly state: string;
  /** Of an end; "" for none. */
  readonly reason: string;
};

const STATE_CHARS_MAX = 30;
/** Ids of transactions have at most 36 characters. */
const ID_CHARS_MAX = 40;

/** Null: nothing of that. */
export function chargingStateIn(
  { message, sender, leg }: MessageHappening,
  { version }: LinkFacts,
): ChargingStateTold | null {
  if (sender !== "station" || !isStationsOwn(leg) || message.type !== "call") return null;
  const { action, callPayload } = message;
  const state = stateOf(action, callPayload, version === "1.6");
  if (state === "") return null;
  const { connectorId, evseId, transactionId } = promote(version, action, callPayload);
  const at = { connectorId: version === "1.6" ? connectorId : null, evseId, transactionId };
  const reason =
    textIn(callPayload, "reason") || textIn(callPayload, "transactionInfo", "stoppedReason");
  return {
    place: placeOf(at),
    transactionId: transactionId.slice(0, ID_CHARS_MAX),
    state,
    reason: reason.slice(0, STATE_CHARS_MAX),
  };
}

/** "" for none. A StatusNotification of 2.x knows no charging. */
function stateOf(action: string, payload: unknown, is16: boolean): string {
  if (action === "StopTransaction") return "Ended";
  if (action === "StatusNotification") {
    return is16 ? textIn(payload, "status").slice(0, STATE_CHARS_MAX) : "";
  }
  if (action !== "TransactionEvent") return "";
  if (textIn(payload, "eventType") === "Ended") return "Ended";
  return textIn(payload, "transactionInfo", "chargingState").slice(0, STATE_CHARS_MAX);
}

/**
 * Where only the transaction is told (StopTransaction of 1.6, later events of 2.x), the place at
 * which it was seen before; else the same.
 */
export function resolved(
  places: Iterable<readonly [string, { readonly transactionId: string }]>,
  place: string,
): string {
  if (!place.startsWith("transaction ")) return place;
  for (const [name, { transactionId }] of places) {
    if (transactionId !== "" && place === `transaction ${transactionId}`) return name;
  }
  return place;
}
