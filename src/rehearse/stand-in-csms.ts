/**
 * The new CSMS of a rehearsal: it takes everything. So whatever is lost is lost by the versions,
 * not by a CSMS that knows no token. In: a call of the translator, 2.0.1. Out: its result.
 */
import type { JsonObject } from "../exchange/message.ts";
import { isoOf } from "../translate/convert.ts";

/** How often it wants a heartbeat. Unit: s. */
const INTERVAL_S = 300;

const accepted: JsonObject = { status: "Accepted" };

export function acceptAll(action: string, request: JsonObject, nowMs: number): JsonObject {
  const currentTime = isoOf(nowMs);
  switch (action) {
    case "BootNotification":
      return { ...accepted, currentTime, interval: INTERVAL_S };
    case "Heartbeat":
      return { currentTime };
    case "Authorize":
      return { idTokenInfo: accepted };
    case "TransactionEvent":
      return request["idToken"] === undefined ? {} : { idTokenInfo: accepted };
    case "Get15118EVCertificate":
      return { ...accepted, exiResponse: "" };
    case "DataTransfer":
    case "GetCertificateStatus":
    case "SignCertificate":
      return accepted;
    default:
      return {};
  }
}
