/** Cookies of the console: read from a header, and written as strictly as browsers know. */
import { limits } from "../../base/limits.ts";

export type CookieFacts = {
  readonly isSecure: boolean;
  readonly sameSite: "Strict" | "Lax";
  /** 0 removes it. Unit: s. */
  readonly maxAge: number;
};

/**
 * Cookies know no ports: without it, two consoles on one machine would sign each other's people
 * out. `__Host-` makes browsers refuse one that was set without encryption or by another name.
 */
export function cookieName(what: string, port: number, isSecure: boolean): string {
  return `${isSecure ? "__Host-" : ""}ocpptap-${what}-${port}`;
}

/** RFC 6265 §5.4. Null: there is none. */
export function cookieOf(header: string | undefined, name: string): string | null {
  if (header === undefined || header.length > limits.requestHeadBytesMax) return null;
  for (const pair of header.split(";")) {
    const at = pair.indexOf("=");
    if (at > 0 && pair.slice(0, at).trim() === name) return pair.slice(at + 1).trim();
  }
  return null;
}

export function cookieText(name: string, value: string, facts: CookieFacts): string {
  const { isSecure, sameSite, maxAge } = facts;
  const secure = isSecure ? "; Secure" : "";
  return `${name}=${value}; Path=/; Max-Age=${maxAge}; HttpOnly; SameSite=${sameSite}${secure}`;
}
