/**
 * Keys of TLS session tickets (RFC 5077, RFC 8446 §4.6.1) that all workers of a machine share: a
 * station that dials again may meet another worker than before. One secret lies in a file that only
 * our user reads; each listener's key is derived from it and from what the listener demands, so
 * that no ticket outlives a change of its authorities. Promised: no secret is older than
 * `ticketKeyMsMax`; without the file each worker has a secret of its own, and it is told.
 */
import { hkdfSync, randomBytes } from "node:crypto";
import { readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { problemOf } from "../base/errors.ts";
import { limits } from "../base/limits.ts";
import type { Observe } from "../observe/events.ts";

const SECRET_BYTES = 32;
/** Name, HMAC key and AES key, as Node wants them. */
const TICKET_KEY_BYTES = 48;

export type TicketKeys = {
  /** `about`: whatever must be the same for a ticket to be good. */
  readonly keyFor: (about: string) => Buffer;
  /** Reads what another worker has written, or replaces what is too old. */
  readonly look: () => Promise<void>;
};

/** `file` null: of this process alone. */
export async function openTicketKeys(
  file: string | null,
  observe: Observe,
  ageMsMax: number = limits.ticketKeyMsMax,
): Promise<TicketKeys> {
  let secret = randomBytes(SECRET_BYTES);
  let madeAtMs = Date.now();
  let isTold = false;

  const look = async () => {
    if (file === null) {
      if (Date.now() - madeAtMs < ageMsMax) return;
      secret = randomBytes(SECRET_BYTES);
      madeAtMs = Date.now();
      return;
    }
    try {
      secret = await sharedSecret(file, ageMsMax);
      isTold = false;
    } catch (thrown) {
      if (!isTold) observe({ name: "ticketKeysAlone", problem: problemOf(thrown) });
      isTold = true;
    }
  };
  await look();
  return {
    keyFor: (about) => Buffer.from(hkdfSync("sha256", secret, "", about, TICKET_KEY_BYTES)),
    look,
  };
}

/** Of two workers that replace it at once the last one wins; the other reads it a look later. */
async function sharedSecret(file: string, ageMsMax: number): Promise<Buffer<ArrayBuffer>> {
  const kept = await readKept(file, ageMsMax);
  if (kept !== null) return kept;
  const draft = `${file}.${process.pid}`;
  try {
    await writeFile(draft, randomBytes(SECRET_BYTES), { mode: 0o600 });
    await rename(draft, file);
  } catch (thrown) {
    await rm(draft, { force: true });
    throw thrown;
  }
  return readFile(file);
}

/** Null where there is none, or one that is too old, from the future, or not ours alone. */
async function readKept(file: string, ageMsMax: number): Promise<Buffer<ArrayBuffer> | null> {
  const facts = await stat(file).catch(() => null);
  if (facts === null || (facts.mode & 0o077) !== 0) return null;
  const ageMs = Date.now() - facts.mtimeMs;
  if (ageMs > ageMsMax || ageMs < -60_000) return null;
  const bytes = await readFile(file);
  return bytes.length === SECRET_BYTES ? bytes : null;
}
