/** SecurityEventNotification: four events have other names in 2.0.1. */
import { securityEvents } from "../ocpp/reference/enumerations/open-lists.ts";
import { acknowledge } from "./answers.ts";
import type { Block } from "./block.ts";
import { cutTo, isoOf, momentOf, textAt } from "./convert.ts";
import { present } from "./json.ts";
import { type Call, keep, lose, type Turn } from "./turn.ts";

/** 1.6's name → 2.0.1's. */
export const renamedEvents: ReadonlyMap<string, string> = new Map([
  ["FailedToAuthenticateAtCentralSystem", "FailedToAuthenticateAtCsms"],
  ["CentralSystemFailedToAuthenticate", "CsmsFailedToAuthenticate"],
  ["InvalidCentralSystemCertificate", "InvalidCsmsCertificate"],
  ["InvalidChargePointCertificate", "InvalidChargingStationCertificate"],
]);

/** Of 2.0.1's own list; others may be sent, but some CSMS refuse them. */
function isListed(type: string): boolean {
  return securityEvents.get(type)?.versions.includes("2.0.1") === true;
}

function securityEvent(turn: Turn, call: Call): void {
  const said = textAt(call.payload, "type") ?? "Unknown";
  const type = cutTo(renamedEvents.get(said) ?? said, 50);
  if (turn.settings.closedSecurityEvents && !isListed(type)) {
    lose(turn, "security-event-type", type);
    acknowledge(turn, call.messageId, { payload: {}, keys: [] });
    return;
  }
  const techInfo = textAt(call.payload, "techInfo");
  const { ms } = momentOf(textAt(call.payload, "timestamp"), turn.nowMs);
  const payload = present({
    ...{ type, timestamp: isoOf(ms) },
    techInfo: techInfo === null ? undefined : cutTo(techInfo, 255),
  });
  const key = keep(turn, { action: "SecurityEventNotification", payload });
  acknowledge(turn, call.messageId, { payload: {}, keys: [key] });
}

export const securityEventsBlock: Block = {
  name: "security-events",
  calls: { SecurityEventNotification: securityEvent },
};
