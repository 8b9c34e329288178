/**
 * A message of a station → what it says of faults: that something has one, or has none any more.
 *
 * 1.6: StatusNotification with the status Faulted, or with an errorCode (§4.9, §7.6). 2.x:
 * StatusNotification with Faulted, and the events of NotifyEvent that are clearly faults: a Problem
 * that is true, an AvailabilityState of Faulted, and whatever raises an alert (N07).
 */
import type { Call } from "../../exchange/message.ts";
import type { OcppVersion } from "../../ocpp/versions.ts";
import { itemsIn, numberIn, textIn, valueIn } from "../fields.ts";
import { cut, cutFree } from "../wording.ts";
import { connectorStatusOf } from "./connector-status.ts";
import { meaningOf } from "./fault-codes.ts";

export type FaultSignal = {
  /** What has the fault; two signals of the same key are about the same. */
  readonly key: string;
  /** Inside a sentence: `connector 1`. */
  readonly name: string;
  /** "" for none, or none any more. */
  readonly fault: string;
  /** It cannot be used; otherwise it goes on in spite of the fault. */
  readonly isOut: boolean;
  /** What is said of it besides: codes and texts, for machines. */
  readonly facts: Readonly<Record<string, string>>;
};

/** Events of one NotifyEvent that are looked at; a real one has a handful. */
const EVENTS_MAX = 50;

const none: readonly FaultSignal[] = [];

export const faultActions = ["StatusNotification", "NotifyEvent"] as const;

export function faultSignalsOf(version: OcppVersion | null, call: Call): readonly FaultSignal[] {
  const { action, callPayload: payload } = call;
  if (action === "NotifyEvent" && version !== "1.6") {
    return itemsIn(payload, "eventData").slice(0, EVENTS_MAX).flatMap(signalOfEvent);
  }
  const now = action === "StatusNotification" ? connectorStatusOf(version, payload) : null;
  if (now === null) return none;
  const { key, name, status } = now;
  const isOut = status === "Faulted";
  if (version !== "1.6") {
    return [{ key, name, isOut, fault: isOut ? "Faulted" : "", facts: isOut ? { status } : {} }];
  }
  const errorCode = cut(textIn(payload, "errorCode"));
  const isError = errorCode !== "" && errorCode !== "NoError";
  if (!isError && !isOut) return [{ key, name, isOut, fault: "", facts: {} }];
  const facts = factsOf({
    status,
    errorCode,
    vendorErrorCode: cutFree(textIn(payload, "vendorErrorCode")),
    info: cutFree(textIn(payload, "info")),
    meaning: meaningOf(errorCode),
  });
  return [{ key, name, isOut, fault: isError ? errorCode : "Faulted", facts }];
}

function signalOfEvent(event: unknown): readonly FaultSignal[] {
  const component = cut(textIn(event, "component", "name"));
  const variable = cut(textIn(event, "variable", "name"));
  if (component === "" || variable === "") return none;
  const value = textIn(event, "actualValue");
  const isCleared = valueIn(event, "cleared") === true;
  const isProblem = variable === "Problem";
  const isState = variable === "AvailabilityState";
  const isAlert = textIn(event, "trigger") === "Alerting";
  if (!isProblem && !isState && !isAlert) return none;
  const isOut = isState && value === "Faulted";
  const isRaised = !isCleared && (isOut || (isProblem ? value.toLowerCase() === "true" : !isState));
  const evse = numberIn(event, "component", "evse", "id");
  const instance = cut(textIn(event, "component", "instance"));
  const connector = numberIn(event, "component", "evse", "connectorId");
  const where = `${evse === null ? "" : ` of EVSE ${evse}`}${connector === null ? "" : `, connector ${connector}`}`;
  const name = `the component ${component}${instance === "" ? "" : ` ${instance}`}${where}`;
  const facts = factsOf({
    component,
    variable,
    techCode: cutFree(textIn(event, "techCode")),
    techInfo: cutFree(textIn(event, "techInfo")),
  });
  const key = `${component}/${instance}/${variable}/${evse ?? ""}/${connector ?? ""}`;
  return [{ key, name, isOut, fault: isRaised ? variable : "", facts: isRaised ? facts : {} }];
}

function factsOf(facts: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(facts).filter(([, text]) => text !== ""));
}
