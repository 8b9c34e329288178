/**
 * A setting of the station that is a number of seconds, where a message tells it: what the station
 * says it is, and what it took from the CSMS. 1.6 has keys, 2.x variables of components.
 */
import { itemsIn, textIn, valueIn } from "../fields.ts";
import type { MessageHappening } from "../happening.ts";

export type Setting = {
  /** 1.6 §9. */
  readonly key: string;
  /** 2.0.1 Part 2, referenced components and variables. */
  readonly component: string;
  readonly variable: string;
};

/** The actions whose calls or results may tell one. */
export const CONFIGURING = [
  ...["GetConfiguration", "ChangeConfiguration"],
  ...["GetVariables", "SetVariables", "NotifyReport"],
] as const;

/** More settings than any station has. */
const ENTRIES_MAX = 2_000;
const DAY_S = 86_400;

/** Null where this message says nothing of it. Unit: s. */
export function secondsTold(
  { message, request }: MessageHappening,
  setting: Setting,
): number | null {
  if (!("callPayload" in message)) return null;
  const { callPayload } = message;
  if (message.type !== "callResult") {
    return message.action === "NotifyReport" ? inReport(callPayload, setting) : null;
  }
  const asked = request?.payload ?? null;
  switch (request?.action) {
    case "GetConfiguration":
      return firstOf(itemsIn(callPayload, "configurationKey"), (entry) =>
        isName(textIn(entry, "key"), setting.key) ? secondsOf(entry, "value") : null,
      );
    case "ChangeConfiguration": {
      const isTaken = ["Accepted", "RebootRequired"].includes(textIn(callPayload, "status"));
      const isIt = isName(textIn(asked, "key"), setting.key);
      return isTaken && isIt ? secondsOf(asked, "value") : null;
    }
    case "GetVariables":
      return firstOf(itemsIn(callPayload, "getVariableResult"), (entry) =>
        isVariable(entry, setting) ? secondsOf(entry, "attributeValue") : null,
      );
    case "SetVariables": {
      const results = itemsIn(callPayload, "setVariableResult").slice(0, ENTRIES_MAX);
      return results.some((result) => isSet(result, setting))
        ? firstOf(itemsIn(asked, "setVariableData"), (entry) =>
            isVariable(entry, setting) ? secondsOf(entry, "attributeValue") : null,
          )
        : null;
    }
    default:
      return null;
  }
}

function isSet(result: unknown, setting: Setting): boolean {
  return textIn(result, "attributeStatus") === "Accepted" && isVariable(result, setting);
}

function inReport(callPayload: unknown, setting: Setting): number | null {
  return firstOf(itemsIn(callPayload, "reportData"), (entry) =>
    isVariable(entry, setting)
      ? firstOf(itemsIn(entry, "variableAttribute"), (attribute) =>
          isActual(textIn(attribute, "type")) ? secondsOf(attribute, "value") : null,
        )
      : null,
  );
}

function isVariable(entry: unknown, { component, variable }: Setting): boolean {
  return (
    isName(textIn(entry, "variable", "name"), variable) &&
    isName(textIn(entry, "component", "name"), component) &&
    isActual(textIn(entry, "attributeType"))
  );
}

/** Not said means Actual. */
function isActual(type: string): boolean {
  return type === "" || type === "Actual";
}

/** Names of settings do not depend on case. */
function isName(text: string, name: string): boolean {
  return text.length === name.length && text.toLowerCase() === name.toLowerCase();
}

function secondsOf(entry: unknown, name: string): number | null {
  const value = valueIn(entry, name);
  const seconds = typeof value === "string" && value !== "" ? Number(value) : value;
  return typeof seconds === "number" && seconds >= 0 && seconds <= DAY_S ? seconds : null;
}

function firstOf(
  entries: readonly unknown[],
  secondsIn: (entry: unknown) => number | null,
): number | null {
  for (const entry of entries.slice(0, ENTRIES_MAX)) {
    const seconds = secondsIn(entry);
    if (seconds !== null) return seconds;
  }
  return null;
}
