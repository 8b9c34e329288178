/** What the core says, as the relay takes it: texts on the wire, and records they were made of. */
import { parseLinkId } from "../base/ids.ts";
import type { MessageRef } from "../spool/record.ts";
import type { Cause } from "./state.ts";
import type { OutgoingMessage } from "./turn.ts";

/** OCPP-J 1.6 §4.2, 2.0.1 Part 4 §4.2. */
export function wireText(message: OutgoingMessage): string {
  switch (message.type) {
    case "call":
      return JSON.stringify([2, message.messageId, message.action, message.payload]);
    case "callResult":
      return JSON.stringify([3, message.messageId, message.payload]);
    case "callError":
      return JSON.stringify([4, message.messageId, message.code, message.description, {}]);
  }
}

export function refOf(cause: Cause): MessageRef | null {
  const [id = "", seq = ""] = cause?.ref?.split("/") ?? [];
  const linkId = parseLinkId(id);
  return linkId === null ? null : { linkId, seq: Number(seq) };
}
