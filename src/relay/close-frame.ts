/**
 * The payload of a Close frame (RFC 6455 §5.5.1, §7.4) → its code and reason. Total: whatever is
 * there is read, a breach is named.
 */
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
