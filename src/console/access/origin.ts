/**
 * Where a call of the console comes from, and whether it came over TLS. In: a request. Out: the
 * address that is counted, audited and logged, and whether a cookie may be Secure. Promised: what
 * headers say is believed of `console.trustedProxies` alone.
 */
import type { FastifyRequest } from "fastify";
import { plainAddress } from "../../base/network.ts";
import type { Config } from "../../config/schema.ts";
import { consoleTlsOf } from "../../config/tls.ts";
import { addressesIn } from "../../trust/address-ranges.ts";
import { forwardedAddress } from "../../trust/forwarded.ts";

export type Origin = { readonly address: string; readonly isSecure: boolean };

export type OriginOf = (request: Pick<FastifyRequest, "raw">) => Origin;

export function createOrigins({
  trustedProxies = [],
  ...own
}: Pick<Config["console"], "trustedProxies" | "tls">): OriginOf {
  const isTrusted = addressesIn(trustedProxies);
  const isSecure = consoleTlsOf(own) !== null;
  return ({ raw }) => {
    const peer = plainAddress(raw.socket.remoteAddress ?? "");
    if (!isTrusted(peer)) return { address: peer, isSecure };
    const told = headerOf(raw.headers["x-forwarded-for"]);
    const address = forwardedAddress(told, "x-forwarded-for", isTrusted) ?? peer;
    // Each proxy puts what it saw at the end.
    const scheme = headerOf(raw.headers["x-forwarded-proto"])?.split(",").at(-1)?.trim();
    return { address, isSecure: isSecure || scheme?.toLowerCase() === "https" };
  };
}

function headerOf(value: string | readonly string[] | undefined): string | null {
  return value === undefined ? null : [value].flat().join(", ");
}
