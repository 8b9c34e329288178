/**
 * What a bridge remembers of a station's own credential once the CSMS has set another password for
 * the CSMS's leg: then nobody but the bridge can tell the station from a stranger. In: the value of
 * an `Authorization` header that the CSMS once accepted. Out: a text to keep that does not give it
 * away (RFC 7914), and whether another value is the same.
 */
import { randomBytes, scrypt, timingSafeEqual } from "node:crypto";
import { promisify } from "node:util";

const derive = promisify<Buffer, Buffer, number, Buffer>(scrypt);

const HASH_BYTES = 32;
const SALT_BYTES = 16;

export async function keepsakeOf(authorization: string): Promise<string> {
  const salt = randomBytes(SALT_BYTES);
  const hash = await derive(Buffer.from(authorization, "latin1"), salt, HASH_BYTES);
  return `scrypt.${salt.toString("hex")}.${hash.toString("hex")}`;
}

export async function isKept(keepsake: string | null, authorization: string): Promise<boolean> {
  const [, salt = "", hash = ""] = /^scrypt\.([0-9a-f]+)\.([0-9a-f]+)$/.exec(keepsake ?? "") ?? [];
  const known = Buffer.from(hash, "hex");
  if (known.length !== HASH_BYTES) return false;
  const given = Buffer.from(authorization, "latin1");
  return timingSafeEqual(known, await derive(given, Buffer.from(salt, "hex"), HASH_BYTES));
}
