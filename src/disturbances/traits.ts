/**
 * Messages of one link → what a disturbance is chosen by. It remembers the calls that wait for an
 * answer, of both senders, so that an answer's action is known; those from before it began to look
 * are not.
 */
import { otherSender, type Sender } from "../base/ids.ts";
import { limits } from "../base/limits.ts";
import { parseMessage } from "../exchange/parse.ts";
import type { SeenMessage } from "../relay/intercept.ts";
import type { Traits } from "./active.ts";

export type ReadTraits = Traits & { readonly messageId: string | null };

export type TraitsReader = (message: SeenMessage) => ReadTraits;

export function createTraitsReader(): TraitsReader {
  /** By who called, then by id. */
  const calls: Readonly<Record<Sender, Map<string, string>>> = {
    station: new Map(),
    csms: new Map(),
  };

  function called(sender: Sender, messageId: string, action: string): void {
    const open = calls[sender];
    open.delete(messageId);
    open.set(messageId, action);
    const [oldest] = open.keys();
    if (open.size > limits.disturbanceCallsMax && oldest !== undefined) open.delete(oldest);
  }
  /** Kept: an answer may come twice. */
  function answered(sender: Sender, messageId: string): string | null {
    return calls[otherSender(sender)].get(messageId) ?? null;
  }

  return (message) => {
    const { sender, payload, opcode, isWhole } = message;
    const unread = { sender, type: null, action: null, messageId: null };
    if (!isWhole || payload.length > limits.disturbanceReadBytesMax) return unread;
    const framing = { opcode, isTruncated: false, payloadBytes: payload.length, version: null };
    const read = parseMessage(payload, framing);
    if (read.type === "malformed") return unread;
    const { type, messageId } = read;
    if (type === "call" || type === "send") {
      if (type === "call") called(sender, messageId, read.action);
      return { sender, type, action: read.action, messageId };
    }
    return { sender, type, action: answered(sender, messageId), messageId };
  };
}
