/**
 * What keeps a page of the internet away from a console on loopback: it answers to no name but
 * loopback's own and that of `console.publicUrl` (another that is made to point at 127.0.0.1 is
 * refused: DNS rebinding), gives no other origin leave to read, and its own page may load and run
 * nothing but itself.
 */
import { isLoopback } from "../base/network.ts";
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

export type OwnNames = {
  /** What the console is bound to. */
  readonly host: string;
  /** `console.publicUrl` */
  readonly publicUrl: string | undefined;
};

/**
 * The `Host` header, with or without a port. HTTP/1.0 may have none: browsers always send one.
 * Where the console is bound beyond loopback everybody has to say who they are, and a cookie is
 * sent to the name it came from alone: there is nothing that a name of somebody else's would win.
 */
export function isOwnHost(header: string | undefined, { host, publicUrl }: OwnNames): boolean {
  if (header === undefined || header === "") return false;
  if (!isLoopback(host) || isLoopback(parseAddress(header)?.host ?? header)) return true;
  return publicUrl !== undefined && new URL(publicUrl).host === header.toLowerCase();
}

/**
 * Whether a request that changes something comes from our own page, or from no page at all.
 * Browsers tell the origin of every POST; a page without one (a sandbox, a file) says `null`.
 */
export function isOwnOrigin(
  origin: string | undefined,
  host: string | undefined,
  { publicUrl, isSecure }: Pick<OwnNames, "publicUrl"> & { readonly isSecure: boolean },
): boolean {
  const given = origin?.toLowerCase();
  const scheme = isSecure ? "https" : "http";
  if (given === undefined || given === `${scheme}://${host?.toLowerCase()}`) return true;
  return publicUrl !== undefined && given === new URL(publicUrl).origin;
}
