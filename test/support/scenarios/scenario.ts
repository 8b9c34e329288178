/** How the whole program is brought to find something, and what it must then say. */
import type { Severity, Side } from "../../../src/findings/rule.ts";
import type { Stage } from "../stage.ts";
import type { Line } from "../transcript.ts";

export type Values = readonly (string | RegExp)[];

export function doesSay(sentence: string, values: Values): boolean {
  return values.every((value) =>
    typeof value === "string" ? sentence.includes(value) : value.test(sentence),
  );
}

export type Scenario = {
  readonly side: Side;
  /** Without it, the rule's own. */
  readonly severity?: Severity;
  /** What the sentence has to name: the values of the story, whatever the words around them. */
  readonly says: Values;
  /** Default 1.6. */
  readonly version?: "1.6" | "2.0.1" | "2.1";
  /** At least so many messages are named as evidence; default 1. */
  readonly evidence?: number;
  /** Nobody said yet which station it was. */
  readonly isNameless?: true;
} & How;

/**
 * `live`: two peers on real sockets say this. `act`: they do something else there. `trace`: a
 * conversation whose rule wants minutes, with its times, through `ocpptap import` into the store
 * that the same `serve` runs.
 */
type How =
  | { readonly live: readonly Line[] }
  | { readonly act: (stage: Stage, id: string) => Promise<void> }
  | { readonly trace: readonly Line[] };

export type Scenarios = Readonly<Record<string, Scenario>>;

export const boot16 =
  '> [2,"b","BootNotification",{"chargePointVendor":"Acme","chargePointModel":"One"}]';
export const boot2 =
  '> [2,"b","BootNotification",{"reason":"PowerUp","chargingStation":{"vendorName":"Acme","model":"Two"}}]';
export const booted = '< [3,"b",{"status":"Accepted","currentTime":"{t}","interval":300}]';
export const booted16 = [boot16, booted];
export const booted2 = [boot2, booted];

/** A call of the station and its answer. */
export function says(id: string, action: string, payload: object, answer: object = {}): Line[] {
  return [`> ${JSON.stringify([2, id, action, payload])}`, `< ${JSON.stringify([3, id, answer])}`];
}

/** A call of the CSMS and its answer. */
export function asks(id: string, action: string, payload: object, answer: object = {}): Line[] {
  return [`< ${JSON.stringify([2, id, action, payload])}`, `> ${JSON.stringify([3, id, answer])}`];
}

export const accepted = { status: "Accepted" };
export const taken = { transactionId: 7, idTagInfo: accepted };

export function status16(id: string, status: string, more: object = {}): Line[] {
  const payload = { connectorId: 1, errorCode: "NoError", status, ...more };
  return says(id, "StatusNotification", payload);
}

export function start16(id: string, more: object = {}, answer: object = taken): Line[] {
  const payload = { connectorId: 1, idTag: "CARD", meterStart: 1_000, timestamp: "{t}", ...more };
  return says(id, "StartTransaction", payload, answer);
}

export function stop16(id: string, more: object = {}): Line[] {
  const payload = {
    transactionId: 7,
    meterStop: 3_000,
    timestamp: "{t}",
    reason: "Local",
    ...more,
  };
  return says(id, "StopTransaction", payload);
}

/** MeterValues of connector 1; `timestamp` as in a transcript. */
export function sample16(id: string, sampledValue: readonly object[], timestamp = "{t}"): Line[] {
  const meterValue = [{ timestamp, sampledValue }];
  return says(id, "MeterValues", { connectorId: 1, transactionId: 7, meterValue });
}

export const energy = (value: number | string, unit = "Wh") => ({
  ...{ value: String(value), measurand: "Energy.Active.Import.Register", unit },
});
export const power = (value: number, unit = "W") => ({
  ...{ value: String(value), measurand: "Power.Active.Import", unit },
});
export const current = (value: number) => ({
  ...{ value: String(value), measurand: "Current.Import", unit: "A" },
});

export function event2(id: string, eventType: string, seqNo: number, more: object = {}): Line[] {
  const payload = {
    ...{ eventType, seqNo, timestamp: "{t}", triggerReason: "Authorized" },
    ...{ transactionInfo: { transactionId: "tx-1" }, evse: { id: 1, connectorId: 1 } },
    ...more,
  };
  return says(id, "TransactionEvent", payload);
}
