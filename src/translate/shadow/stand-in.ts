/**
 * What a shadow says in the station's place when the translator asks it something: from what was
 * observed, or that it cannot. In: the translator's state and its call, 1.6. Out: the result, or
 * null for a CALLERROR.
 */
import type { Call, CallError, CallResult, Json, JsonObject } from "../../exchange/message.ts";
import { listIn, present } from "../json.ts";
import { at, type ConfigurationKey, type State } from "../state.ts";

export function standIn(state: State, action: string, payload: Json): JsonObject | null {
  switch (action) {
    case "GetConfiguration":
      return configurationOf(state, payload);
    case "GetLocalListVersion":
      return { listVersion: state.localList.stationVersion ?? 0 };
    // Then the translator tells it from what it knows.
    case "TriggerMessage":
    case "ExtendedTriggerMessage":
      return { status: "NotImplemented" };
    default:
      return null;
  }
}

/** The same as a message. */
export function standInAnswer(
  state: State,
  { messageId, action, callPayload }: Omit<Call, "type">,
): CallResult | CallError {
  const result = standIn(state, action, callPayload);
  return result === null
    ? refusalOf(messageId, "GenericError")
    : { type: "callResult", messageId, callPayload: result };
}

export function refusalOf(messageId: string, errorCode: string): CallError {
  const nothing = { errorDescription: "shadow", errorDetails: {} };
  return { type: "callError", messageId, errorCode, ...nothing };
}

/** 1.6 §5.8: without keys, all of them. */
function configurationOf({ configuration }: State, payload: Json): JsonObject {
  const asked = listIn(payload, "key").filter((each) => typeof each === "string");
  const found =
    asked.length === 0
      ? Object.values(configuration)
      : asked.flatMap((each) => at(configuration, each.toLowerCase()) ?? []);
  const names = new Set(found.map(({ key }) => key.toLowerCase()));
  return {
    configurationKey: found.map(keyValue),
    unknownKey: asked.filter((each) => !names.has(each.toLowerCase())),
  };
}

function keyValue({ key, value, isReadonly }: ConfigurationKey): JsonObject {
  return present({ key, readonly: isReadonly, value: value ?? undefined });
}
