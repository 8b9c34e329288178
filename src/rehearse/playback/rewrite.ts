/**
 * A recorded payload → the same payload as it is said in a replay. Pure; what is not rewritten is
 * the very same value. Times are found by the schema, transactions by the name of their field,
 * which is the same in every version and message.
 */
import type { Json, JsonObject } from "../../exchange/message.ts";
import { dateTimeUs } from "../../ocpp/date-time.ts";
import { timePlacesOf } from "../../ocpp/schema-places.ts";
import type { OcppVersion } from "../../ocpp/versions.ts";
import { isObject } from "../../translate/json.ts";

export type RewrittenMessage = {
  readonly version: OcppVersion;
  readonly action: string;
  readonly kind: "request" | "response";
};

/** What is no time, whatever the schema says, stays as it is. */
export function withTimes(
  payload: Json,
  message: RewrittenMessage,
  retold: (recordedUs: number) => string | null,
): Json {
  const retell = (value: Json): Json => {
    const us = dateTimeUs(value);
    return us === null ? value : (retold(us) ?? value);
  };
  return timePlacesOf(message).reduce((said, place) => changedAt(said, place, retell), payload);
}

export type TransactionId = string | number;

/** `idOf` gives the same where it is to stay. */
export function withTransactions(payload: Json, idOf: (id: TransactionId) => TransactionId): Json {
  if (Array.isArray(payload)) {
    return payload.map((each: Json) => withTransactions(each, idOf));
  }
  if (!isObject(payload)) return payload;
  const changed: Record<string, Json> = {};
  for (const [name, value] of Object.entries(payload)) {
    const isId =
      name === "transactionId" && (typeof value === "string" || typeof value === "number");
    changed[name] = isId ? idOf(value) : withTransactions(value, idOf);
  }
  return changed;
}

/** All of the payload, in their order. */
export function transactionsIn(payload: Json): readonly TransactionId[] {
  const found: TransactionId[] = [];
  withTransactions(payload, (id) => {
    found.push(id);
    return id;
  });
  return found;
}

function changedAt(value: Json, place: readonly string[], change: (value: Json) => Json): Json {
  const [name, ...rest] = place;
  if (name === undefined) return change(value);
  if (name === "*") {
    return Array.isArray(value) ? value.map((each: Json) => changedAt(each, rest, change)) : value;
  }
  if (!isObject(value) || !Object.hasOwn(value, name)) return value;
  const inner = value[name] ?? null;
  const changed = changedAt(inner, rest, change);
  return changed === inner ? value : ({ ...value, [name]: changed } satisfies JsonObject);
}
