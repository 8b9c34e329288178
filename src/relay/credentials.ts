/**
 * Heads → what may be kept of them. Credentials go to the CSMS byte for byte and nowhere else: the
 * record gets `***`, and for telling two handshakes apart there is a keyed digest that is worthless
 * outside this process, and those it gives its key to.
 */
import { createHmac, randomBytes } from "node:crypto";
import { redactUrls } from "../config/redact.ts";
import type { Authorization, Headers } from "../spool/record.ts";
import type { NamedValue } from "./head.ts";
import { valuesOf } from "./head.ts";

const SECRET_HEADER = /^(?:proxy-)?authorization$|cookie|token|secret|passw|api-?key/i;

const NOT_ASCII = /[\u0080-\u00ff]/;

const digestKey = randomBytes(32);

export function recordableHeaders(fields: readonly NamedValue[]): Headers {
  return fields.map(({ name, value }) => [
    textOf(name),
    SECRET_HEADER.test(name) ? "***" : withoutSecrets(textOf(value)),
  ]);
}

/** A request-target or URL without the values of query parameters that are named like a secret. */
export function recordableTarget(target: string): string {
  return withoutSecrets(textOf(target));
}

/** Most texts hold no URL with anything to hide: three looks instead of two searches. */
function withoutSecrets(text: string): string {
  return text.includes("?") || text.includes("&") || text.includes("@") ? redactUrls(text) : text;
}

/** Of an `Authorization` header only the scheme, the user, and the length of the rest. */
export function describeAuthorization(fields: readonly NamedValue[]): Authorization | null {
  const value = valuesOf(fields, "authorization")[0];
  if (value === undefined || value === "") return null;
  const gap = value.search(/[ \t]/);
  if (gap < 0) return { scheme: "", user: null, secretBytes: value.length };
  const scheme = textOf(value.slice(0, gap));
  const credential = value.slice(gap).trim();
  if (scheme.toLowerCase() !== "basic") {
    return { scheme, user: null, secretBytes: credential.length };
  }
  const decoded = Buffer.from(credential, "base64");
  const colon = decoded.indexOf(":");
  return colon < 0
    ? { scheme, user: null, secretBytes: decoded.length }
    : {
        scheme,
        user: decoded.toString("utf8", 0, colon),
        secretBytes: decoded.length - colon - 1,
      };
}

/** For another process that has to compare with digests of ours. */
export function ownDigestKey(): string {
  return digestKey.toString("base64");
}

/** Equal for byte-equal `Authorization` headers; null where there is none or an empty one. */
export function authorizationDigest(
  fields: readonly NamedValue[],
  key: Buffer = digestKey,
): string | null {
  const values = valuesOf(fields, "authorization").filter((value) => value !== "");
  if (values.length === 0) return null;
  return createHmac("sha256", key).update(values.join("\n"), "latin1").digest("base64");
}

/** Bytes of a head as people read them: UTF-8 where they are, Latin-1 otherwise. */
export function textOf(latin1: string): string {
  if (!NOT_ASCII.test(latin1)) return latin1;
  const bytes = Buffer.from(latin1, "latin1");
  const text = bytes.toString("utf8");
  return text.includes("\ufffd") && !bytes.equals(Buffer.from(text, "utf8")) ? latin1 : text;
}
