/**
 * A message of the CSMS's, or of the station's answer to it → the heartbeat interval that is in
 * force from now on: by an accepted BootNotification, or by a setting that the station accepted
 * (1.6 §9.1.11 HeartbeatInterval; 2.0.1 OCPPCommCtrlr.HeartbeatInterval).
 */
import { itemsIn, numberIn, textIn } from "../fields.ts";
import type { MessageHappening } from "../happening.ts";

/** Of these calls and their answers this has to be asked. */
export const intervalActions = ["BootNotification", "ChangeConfiguration", "SetVariables"] as const;

/** Unit: s. 0: the station is free to choose. Null: nothing is said of it. */
export function intervalGiven({ message, request }: MessageHappening): number | null {
  if (message.type !== "callResult" || request === null) return null;
  const { callPayload: answer } = message;
  switch (request.action) {
    case "BootNotification": {
      const interval = numberIn(answer, "interval");
      if (textIn(answer, "status") !== "Accepted" || interval === null) return null;
      return Math.max(0, interval);
    }
    case "ChangeConfiguration": {
      const isIt = isHeartbeatInterval(textIn(request.payload, "key"));
      return isIt && textIn(answer, "status") === "Accepted"
        ? secondsOf(textIn(request.payload, "value"))
        : null;
    }
    case "SetVariables": {
      const wanted = itemsIn(request.payload, "setVariableData").find(isIntervalVariable);
      const result = itemsIn(answer, "setVariableResult").find(isIntervalVariable);
      return textIn(result, "attributeStatus") === "Accepted"
        ? secondsOf(textIn(wanted, "attributeValue"))
        : null;
    }
    default:
      return null;
  }
}

function isIntervalVariable(item: unknown): boolean {
  return isHeartbeatInterval(textIn(item, "variable", "name"));
}

/** Names of settings are compared without regard to case (1.6 §7.16, CiString). */
function isHeartbeatInterval(name: string): boolean {
  return name.length < 40 && name.toLowerCase() === "heartbeatinterval";
}

function secondsOf(text: string): number | null {
  return /^\d{1,9}$/.test(text) ? Number(text) : null;
}
