/**
 * One password against one line of an htpasswd file. Passwords are bytes: OCPP 1.6 allows 20 raw
 * ones.
 * Comparisons take the same time whatever is wrong.
 */
import { timingSafeEqual } from "node:crypto";
import hashWasm from "hash-wasm";
import { parseShaCrypt, shaCryptDigest } from "./sha-crypt.ts";

/** Whether a hash is of a kind that can be checked. */
export function isKnownHash(hash: string): boolean {
  return BCRYPT.test(hash) || ARGON2.test(hash) || parseShaCrypt(hash) !== null;
}

const BCRYPT = /^\$2[abxy]\$(?:0[4-9]|1[0-6])\$[./A-Za-z0-9]{53}$/;
const ARGON2 = /^\$argon2(?:id|i|d)\$v=19\$m=\d{1,7},t=\d{1,3},p=\d{1,2}(?:\$[A-Za-z0-9+/]+){2}$/;

/** Blocks while it runs: threads only. */
export async function isPassword(hash: string, password: Buffer): Promise<boolean> {
  if (password.length === 0) return false;
  if (hash.startsWith("$2")) {
    // bcrypt sees 72 bytes at most; what is longer is not to be taken for its beginning.
    return password.length <= 72 && (await hashWasm.bcryptVerify({ password, hash }));
  }
  if (hash.startsWith("$argon2")) return await hashWasm.argon2Verify({ password, hash });
  const known = parseShaCrypt(hash);
  if (known === null) return false;
  const [made, kept] = [Buffer.from(shaCryptDigest(known, password)), Buffer.from(known.digest)];
  return made.length === kept.length && timingSafeEqual(made, kept);
}
