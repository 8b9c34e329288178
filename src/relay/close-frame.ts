/**
 * The payload of a Close frame (RFC 6455 §5.5.1, §7.4) → its code and reason. Total: whatever is
 * there is read, a breach is named. And the other way: a code and a reason → a whole frame.
 */
import { randomBytes } from "node:crypto";
import type { Sender } from "../base/ids.ts";
import { limits } from "../base/limits.ts";

/** "Service Restart", of the registry of RFC 6455 §11.7: to be tried again, after a while. */
export const SERVICE_RESTART = 1012;

export type CloseFrame = {
  /** Null where the payload is too short to hold one. */
  readonly code: number | null;
  readonly reason: string;
  readonly breach: string | null;
};

export function parseCloseFrame(payload: Buffer): CloseFrame {
  if (payload.length < 2) {
    const breach = payload.length === 0 ? null : "Close frame of 1 byte";
    return { code: null, reason: "", breach };
  }
  const code = payload.readUInt16BE(0);
  const reason = payload.toString("utf8", 2);
  return { code, reason, breach: isLegalCode(code) ? null : `illegal close code ${code}` };
}

/**
 * §7.4.1 and the registry: 1004 is reserved; 1005, 1006 and 1015 must not be sent; 1012 to 1014
 * were registered later; 3000 to 4999 belong to libraries and applications.
 */
function isLegalCode(code: number): boolean {
  if (code >= 3000) return code <= 4999;
  return (code >= 1000 && code <= 1003) || (code >= 1007 && code <= 1014);
}

/** The frame that `sender` would send: stations mask theirs (§5.3). A long reason is cut. */
export function closeFrameOf(
  sender: Sender,
  { code, reason }: { readonly code: number; readonly reason: string },
): Buffer {
  const text = Buffer.from(reason, "utf8").subarray(0, limits.controlPayloadBytesMax - 2);
  const payload = Buffer.concat([Buffer.from([code >> 8, code & 0xff]), text]);
  if (sender === "csms") return Buffer.concat([Buffer.from([0x88, payload.length]), payload]);
  const mask = randomBytes(4);
  const masked = payload.map((byte, at) => byte ^ (mask[at % 4] ?? 0));
  return Buffer.concat([Buffer.from([0x88, 0x80 | payload.length]), mask, masked]);
}
