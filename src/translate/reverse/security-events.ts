/** SecurityEventNotification: four events have other names in 1.6. */
import { acknowledge } from "../answers.ts";
import type { Block } from "../block.ts";
import { cutTo, isoOf, momentOf, textAt } from "../convert.ts";
import { present } from "../json.ts";
import { renamedEvents } from "../security-events.ts";
import { type Call, keep, type Turn } from "../turn.ts";

const names = new Map([...renamedEvents].map(([name16, name201]) => [name201, name16]));

function securityEvent(turn: Turn, call: Call): void {
  const said = textAt(call.payload, "type") ?? "Unknown";
  const techInfo = textAt(call.payload, "techInfo");
  const payload = present({
    type: cutTo(names.get(said) ?? said, 50),
    timestamp: isoOf(momentOf(textAt(call.payload, "timestamp"), turn.nowMs).ms),
    techInfo: techInfo === null ? undefined : cutTo(techInfo, 255),
  });
  const key = keep(turn, { action: "SecurityEventNotification", payload });
  acknowledge(turn, call.messageId, { payload: {}, keys: [key] });
}

export const securityEventsReverseBlock: Block = {
  name: "reverse.security-events",
  calls: { SecurityEventNotification: securityEvent },
};
