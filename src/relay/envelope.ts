/**
 * A message's beginning → what kind it is, its id, and the action of a call (OCPP-J §4.2). Total, and
 * all that the relay ever reads of a message; the rest of it may be broken.
 */
import { limits } from "../base/limits.ts";

export type Envelope = {
  readonly kind: "call" | "answer" | "other";
  readonly messageId: string;
  /** Null for answers. */
  readonly action: string | null;
};

const STRING = String.raw`"(?:[^"\\]|\\.)*"`;
const HEAD = new RegExp(
  String.raw`^\s*\[\s*(\d+)\s*,\s*(${STRING})\s*(?:,\s*(${STRING})?|\])`,
  "s",
);

/** CALL; CALLRESULT and CALLERROR. Of 2.1: CALLRESULTERROR (5), SEND (6), which nobody answers. */
const kinds: Readonly<Record<string, Envelope["kind"]>> = { 2: "call", 3: "answer", 4: "answer" };

/** Null for what is no message of OCPP. */
export function envelopeOf(payload: Buffer): Envelope | null {
  const [, type = "", id, action] =
    HEAD.exec(payload.toString("utf8", 0, limits.envelopeBytesMax)) ?? [];
  const messageId = stringOf(id);
  if (messageId === null) return null;
  const kind = kinds[type] ?? "other";
  return { kind, messageId, action: kind === "call" ? stringOf(action) : null };
}

function stringOf(json: string | undefined): string | null {
  if (json === undefined) return null;
  try {
    const value: unknown = JSON.parse(json);
    return typeof value === "string" ? value : null;
  } catch {
    // A bad escape: it is no string.
    return null;
  }
}
