/**
 * How long a station waits for a car to be plugged in, where a message tells it: `ConnectionTimeOut`
 * (1.6 §9.1.6), `TxCtrlr.EVConnectionTimeOut` (2.0.1 Part 2, referenced components).
 */
import { itemsIn, textIn, valueIn } from "../fields.ts";
import type { MessageHappening } from "../happening.ts";

/** The actions whose calls or results may tell it. */
export const CONFIGURING = [
  ...["GetConfiguration", "ChangeConfiguration"],
  ...["GetVariables", "SetVariables", "NotifyReport"],
] as const;

/** More settings than any station has. */
const ENTRIES_MAX = 2_000;
const DAY_S = 86_400;

/** Null where this message says nothing of it. Unit: s. */
export function connectionTimeOutIn({ message, request }: MessageHappening): number | null {
  if (!("callPayload" in message)) return null;
  const { callPayload } = message;
  if (message.type !== "callResult") {
    return message.action === "NotifyReport" ? inReport(callPayload) : null;
  }
  const asked = request?.payload ?? null;
  switch (request?.action) {
    case "GetConfiguration":
      return firstOf(itemsIn(callPayload, "configurationKey"), (entry) =>
        isName(textIn(entry, "key"), "ConnectionTimeOut") ? secondsOf(entry, "value") : null,
      );
    case "ChangeConfiguration": {
      const isTaken = ["Accepted", "RebootRequired"].includes(textIn(callPayload, "status"));
      const isIt = isName(textIn(asked, "key"), "ConnectionTimeOut");
      return isTaken && isIt ? secondsOf(asked, "value") : null;
    }
    case "GetVariables":
      return firstOf(itemsIn(callPayload, "getVariableResult"), (entry) =>
        isVariable(entry) ? secondsOf(entry, "attributeValue") : null,
      );
    case "SetVariables": {
      const isTaken = itemsIn(callPayload, "setVariableResult").slice(0, ENTRIES_MAX).some(isSet);
      return isTaken
        ? firstOf(itemsIn(asked, "setVariableData"), (entry) =>
            isVariable(entry) ? secondsOf(entry, "attributeValue") : null,
          )
        : null;
    }
    default:
      return null;
  }
}

function isSet(result: unknown): boolean {
  return textIn(result, "attributeStatus") === "Accepted" && isVariable(result);
}

function inReport(callPayload: unknown): number | null {
  return firstOf(itemsIn(callPayload, "reportData"), (entry) =>
    isVariable(entry)
      ? firstOf(itemsIn(entry, "variableAttribute"), (attribute) =>
          isActual(textIn(attribute, "type")) ? secondsOf(attribute, "value") : null,
        )
      : null,
  );
}

function isVariable(entry: unknown): boolean {
  return (
    isName(textIn(entry, "variable", "name"), "EVConnectionTimeOut") &&
    isName(textIn(entry, "component", "name"), "TxCtrlr") &&
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

/** 0 and what is no number of seconds say nothing of how long to wait. */
function secondsOf(entry: unknown, name: string): number | null {
  const value = valueIn(entry, name);
  const seconds = typeof value === "string" && value !== "" ? Number(value) : value;
  return typeof seconds === "number" && seconds > 0 && seconds <= DAY_S ? seconds : null;
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
