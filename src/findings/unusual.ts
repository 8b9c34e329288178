/**
 * Whether there is anything about a message that most messages do not have: its frame, its size,
 * its id, its payload. Worked out once, so that the rules about such things need not be asked
 * about every message.
 */
import { limits } from "../base/limits.ts";
import type { LinkFacts, MessageHappening } from "./happening.ts";
import { judge } from "./judgement.ts";

/** OCPP-J 1.6 §4.1.4: ids have at most 36 characters, which is a UUID. */
const ID_CHARS_MAX = 36;

/** May be true too often, never false where one of the rules with `onlyUnusual` has to speak. */
export function isUnusual(happening: MessageHappening, link: LinkFacts): boolean {
  const { message, record } = happening;
  if (message.type === "malformed" || record.opcode !== 1) return true;
  // Of a spliced link, and on one of its legs only.
  if (record.leg !== link.leg) return true;
  if (record.payloadBytes > limits.messageUsualBytesMax) return true;
  if (message.messageId === "" || message.messageId.length > ID_CHARS_MAX) return true;
  if (!("callPayload" in message)) return false;
  if (message.callPayload === null) return true;
  const judgement = judge(happening, link);
  // Without a version nothing is judged; then a call may be one that no version knows.
  if (judgement === null) return message.type !== "callResult";
  return judgement.verdict.kind !== "valid";
}
