/**
 * SHA-crypt (`$5$`, `$6$`), as `openssl passwd -6` and `mkpasswd` write it: U. Drepper, "Unix crypt
 * using SHA-256 and SHA-512", 2008. Passwords are bytes. Blocks while it runs: threads only.
 */
import { createHash } from "node:crypto";

export type ShaCrypt = {
  readonly algorithm: "sha256" | "sha512";
  readonly rounds: number;
  readonly salt: Buffer;
  readonly digest: string;
};

const ROUNDS_DEFAULT = 5_000;
const ROUNDS_MIN = 1_000;
/** The specification allows 999,999,999; 1,000,000 take a second. */
const ROUNDS_MAX = 1_000_000;

const SHAPE = /^\$([56])\$(?:rounds=(\d{1,9})\$)?([^$:\s]{0,16})\$([./A-Za-z0-9]{43,86})$/;

/** Null where the text is none, or would take too long. */
export function parseShaCrypt(text: string): ShaCrypt | null {
  const [, id, given, salt = "", digest = ""] = SHAPE.exec(text) ?? [];
  if (id === undefined || digest.length !== (id === "5" ? 43 : 86)) return null;
  const rounds = given === undefined ? ROUNDS_DEFAULT : Math.max(Number(given), ROUNDS_MIN);
  if (rounds > ROUNDS_MAX) return null;
  const algorithm = id === "5" ? "sha256" : "sha512";
  return { algorithm, rounds, salt: Buffer.from(salt, "latin1"), digest };
}

/** The digest of a password, in the text's own alphabet. */
export function shaCryptDigest({ algorithm, rounds, salt }: ShaCrypt, password: Buffer): string {
  const hash = (...parts: readonly Buffer[]) => {
    const state = createHash(algorithm);
    for (const part of parts) state.update(part);
    return state.digest();
  };
  const b = hash(password, salt, password);
  const parts = [password, salt, repeated(b, password.length)];
  for (let bits = password.length; bits > 0; bits >>>= 1) {
    parts.push((bits & 1) === 1 ? b : password);
  }
  let a = hash(...parts);
  const p = repeated(
    hash(...Array.from({ length: password.length }, () => password)),
    password.length,
  );
  const s = repeated(hash(...Array.from({ length: 16 + (a[0] ?? 0) }, () => salt)), salt.length);
  for (let round = 0; round < rounds; round += 1) {
    const isOdd = round % 2 === 1;
    a = hash(
      isOdd ? p : a,
      ...(round % 3 === 0 ? [] : [s]),
      ...(round % 7 === 0 ? [] : [p]),
      isOdd ? a : p,
    );
  }
  return encoded(a);
}

function repeated(block: Buffer, bytes: number): Buffer {
  return Buffer.alloc(bytes, block);
}

const ALPHABET = "./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/** Three bytes each, in an order of the specification's own, the lowest six bits first. */
function encoded(digest: Buffer): string {
  const third = digest.length === 32 ? 10 : 21;
  const step = digest.length === 32 ? 21 : 22;
  let text = "";
  const put = (bytes: readonly number[], characters: number) => {
    let value = bytes.reduce((sum, at) => (sum << 8) | (digest[at] ?? 0), 0);
    for (let index = 0; index < characters; index += 1) {
      text += ALPHABET[value & 0x3f] ?? "";
      value >>>= 6;
    }
  };
  let triple = [0, third, 2 * third];
  for (let group = 0; group < third; group += 1) {
    put(triple, 4);
    triple = triple.map((at) => (at + step) % (3 * third));
  }
  if (digest.length === 32) text += lastOf(digest, [31, 30], 3);
  else text += lastOf(digest, [63], 2);
  return text;
}

function lastOf(digest: Buffer, bytes: readonly number[], characters: number): string {
  let value = bytes.reduce((sum, at) => (sum << 8) | (digest[at] ?? 0), 0);
  let text = "";
  for (let index = 0; index < characters; index += 1) {
    text += ALPHABET[value & 0x3f] ?? "";
    value >>>= 6;
  }
  return text;
}
