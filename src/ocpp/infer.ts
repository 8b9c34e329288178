/**
 * The version of a link that negotiated no subprotocol, from the first call that only one version
 * knows. A guess that says nothing rather than something wrong: 2.0.1 and 2.1 cannot be told apart
 * by BootNotification, so 2.1 is inferred only from what 2.1 added.
 */
import type { OcppVersion } from "./versions.ts";

/** Actions of 1.6 that 2.x renamed or dropped (OCPP 2.0.1 Part 0 §3). */
const only16: ReadonlySet<string> = new Set([
  "StartTransaction",
  "StopTransaction",
  "DiagnosticsStatusNotification",
  "RemoteStartTransaction",
  "RemoteStopTransaction",
  "ChangeConfiguration",
  "GetConfiguration",
  "GetDiagnostics",
]);

const only2: ReadonlySet<string> = new Set([
  "TransactionEvent",
  "NotifyReport",
  "NotifyEvent",
  "GetBaseReport",
  "GetReport",
  "SetVariables",
  "GetVariables",
  "RequestStartTransaction",
  "RequestStopTransaction",
  "GetTransactionStatus",
  "SetNetworkProfile",
]);

const only21: ReadonlySet<string> = new Set([
  "NotifyPeriodicEventStream",
  "OpenPeriodicEventStream",
  "NotifyDERAlarm",
  "NotifySettlement",
  "BatterySwap",
  "SetDERControl",
  "GetTariffs",
]);

export function inferVersion(action: string, callPayload: unknown): OcppVersion | null {
  if (action === "BootNotification") {
    if (typeof callPayload !== "object" || callPayload === null) return null;
    if (Object.hasOwn(callPayload, "chargingStation")) return "2.0.1";
    return Object.hasOwn(callPayload, "chargePointVendor") ? "1.6" : null;
  }
  if (only16.has(action)) return "1.6";
  if (only2.has(action)) return "2.0.1";
  return only21.has(action) ? "2.1" : null;
}
