/** A payload of the builder → the frame that goes on the wire, and what to have it checked with. */
import type { SchemaAnswer } from "../../console/tool-contract.ts";
import type { Value } from "./form-shape.ts";

export type Draft = Pick<SchemaAnswer, "version" | "action" | "kind" | "senders"> & {
  readonly messageId: string;
  readonly payload: Value;
};

/** [2,id,action,payload], [3,id,payload], or [6,id,action,payload] (OCPP-J). */
export function frameOf({ kind, messageId, action, payload }: Draft): readonly Value[] {
  if (kind === "response") return [3, messageId, payload];
  return [kind === "send" ? 6 : 2, messageId, action, payload];
}

/**
 * The check's text; the frame is its last line. A response says nothing of its action, so the call
 * that it answers comes before it.
 */
export function checkTextOf(draft: Draft): string {
  const [sender = "station"] = draft.senders;
  const own = JSON.stringify({ sender, message: frameOf(draft) });
  if (draft.kind !== "response") return own;
  const caller = sender === "station" ? "csms" : "station";
  const call = [2, draft.messageId, draft.action, {}];
  return `${JSON.stringify({ sender: caller, message: call })}\n${own}`;
}

/** What is found at the frame itself. */
export function lineOf(draft: Draft): number {
  return draft.kind === "response" ? 2 : 1;
}

/** What an address says of a payload; null where it says nothing that can be read. */
export function payloadIn(text: string): Value | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value)
      ? (value as Value)
      : null;
  } catch {
    return null;
  }
}
