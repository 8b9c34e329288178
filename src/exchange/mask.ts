/**
 * A secret's characters → others of the same kind, so that nothing else changes: a mask has as many
 * bytes, as many characters, and is valid JSON where the secret was, and only there: what makes a
 * message invalid (a quote, a control character, an escape that is none) stays, or the record would
 * say that a broken message was whole.
 */
const ESCAPED =
  /\\u[dD][89abAB][\da-fA-F]{2}\\u[dD][c-fC-F][\da-fA-F]{2}|\\u[\da-fA-F]{4}|\\["\\/bfnrt]|./gsu;

export function maskText(secret: string): string {
  return secret.replace(ESCAPED, maskOf);
}

/** Digits stay digits, and none becomes a leading zero. */
export function maskNumber(secret: string): string {
  return secret.replace(/\d/g, "1");
}

function maskOf(one: string): string {
  if (one.length === 12) return "\\ud83d\\udd12";
  if (one.length === 6) return "\\u002a";
  if (one.startsWith("\\") && one.length === 2) return "\\/";
  const code = one.codePointAt(0) ?? 0;
  if (code < 0x20 || one === '"' || one === "\\") return one;
  if (code < 0x80) return "*";
  if (code < 0x800) return "×";
  return code < 0x10000 ? "※" : "🔒";
}
