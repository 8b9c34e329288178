/**
 * Whose request it is, where a load balancer that speaks HTTP says so: `X-Forwarded-For` (as
 * everybody has it) or `Forwarded` (RFC 7239).
 *
 * Every proxy appends the address it was called from. *Therefore* the list is read from its end:
 * what stands left of the last address that is not trusted was written by who knows whom.
 */
import { isIP } from "node:net";
import { plainAddress } from "../base/network.ts";

export type ForwardedBy = "x-forwarded-for" | "forwarded";

/** `value`: of the header, joined by commas. Null where it has none, or its last entry is no address. */
export function forwardedAddress(
  value: string | null,
  by: ForwardedBy,
  isTrusted: (address: string) => boolean,
): string | null {
  if (value === null) return null;
  const hops = by === "forwarded" ? forOf(value) : value.split(",");
  let nearest: string | null = null;
  for (const hop of hops.toReversed()) {
    const address = addressOf(hop);
    if (address === null) return nearest;
    nearest = address;
    if (!isTrusted(address)) return nearest;
  }
  return nearest;
}

/** Of each element its `for`; "" where it has none, which ends the walk. */
function forOf(value: string): readonly string[] {
  return partsOf(value, ",").map((element) => {
    const pair = partsOf(element, ";").find((each) => /^\s*for\s*=/i.test(each)) ?? "";
    const text = pair.slice(pair.indexOf("=") + 1).trim();
    return text.startsWith('"') ? text.slice(1, -1).replace(/\\(.)/g, "$1") : text;
  });
}

/** One pass, however hostile the text is. A separator in quotes is none; quotes can be escaped. */
function partsOf(value: string, separator: "," | ";"): readonly string[] {
  const parts: string[] = [];
  let from = 0;
  let isQuoted = false;
  for (let at = 0; at < value.length; at += 1) {
    const character = value[at];
    if (character === '"') isQuoted = !isQuoted;
    else if (character === "\\" && isQuoted) at += 1;
    else if (character === separator && !isQuoted) {
      parts.push(value.slice(from, at));
      from = at + 1;
    }
  }
  return [...parts, value.slice(from)];
}

/** `192.0.2.1`, `192.0.2.1:47011`, `2001:db8::1`, `[2001:db8::1]:47011`. */
function addressOf(hop: string): string | null {
  const text = hop.trim();
  const bare =
    /^\[([^\]]*)\](?::\d+)?$/.exec(text)?.[1] ?? /^([\d.]+):\d+$/.exec(text)?.[1] ?? text;
  return isIP(bare) === 0 ? null : plainAddress(bare);
}
