/**
 * What keeps a page of the internet away from a console on loopback: it answers to no name but
 * loopback's own (a name that is made to point at 127.0.0.1 is refused: DNS rebinding), gives no
 * other origin leave to read, and its own page may load and run nothing but itself.
 */
import { isIP } from "node:net";
import { parseAddress } from "../config/units.ts";

export const securityHeaders: Readonly<Record<string, string>> = {
  "content-security-policy":
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; " +
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
  "referrer-policy": "no-referrer",
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  "cache-control": "no-store",
};

export function isLoopback(host: string): boolean {
  const name = host.toLowerCase().replace(/^\[|\]$/g, "");
  if (name === "localhost" || name === "::1") return true;
  return isIP(name) === 4 && name.startsWith("127.");
}

/** The `Host` header, with or without a port. HTTP/1.0 may have none: browsers always send one. */
export function isOwnHost(header: string | undefined): boolean {
  if (header === undefined || header === "") return false;
  return isLoopback(parseAddress(header)?.host ?? header);
}

/**
 * Whether a request that brings a body comes from our own page, or from no page at all. Browsers
 * tell the origin of every POST; a page without one (a sandbox, a file) says `null`.
 */
export function isOwnOrigin(origin: string | undefined, host: string | undefined): boolean {
  return origin === undefined || origin.toLowerCase() === `http://${host?.toLowerCase()}`;
}
