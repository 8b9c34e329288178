/** Identities that we give: transaction ids that a crash cannot fork, and message ids. */
import { createHash } from "node:crypto";

/** RFC 4122's namespace for object identifiers. Part of every txId: it never changes. */
const NAMESPACE = Buffer.from("6ba7b8129dad11d180b400c04fd430c8", "hex");

/**
 * The same start gives the same id, so a crash between sending and storing cannot make two
 * transactions of one. `epoch` tells equal starts apart that are not the same (a stuck clock).
 */
export function transactionIdOf(stationId: string, naturalKey: string, epoch: number): string {
  const hash = createHash("sha1")
    .update(NAMESPACE)
    .update(`${stationId}|${naturalKey}|${epoch}`)
    .digest();
  hash.writeUInt8((hash.readUInt8(6) & 0x0f) | 0x50, 6);
  hash.writeUInt8((hash.readUInt8(8) & 0x3f) | 0x80, 8);
  return dashed(hash.toString("hex").slice(0, 32));
}

/** A UUID of version 8 (RFC 9562): the process's salt and a count. */
export function messageIdOf(salt: string, count: number): string {
  const head = salt.padEnd(15, "0").slice(0, 15);
  const tail = count.toString(16).padStart(15, "0").slice(-15);
  return dashed(`${head.slice(0, 12)}8${head.slice(12)}8${tail}`.slice(0, 32));
}

function dashed(hex: string): string {
  return [
    ...[hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20)],
    hex.slice(20),
  ].join("-");
}

const CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/** `TL` and 90 bits of a hash: letters and digits only, since some firmware filters idTags. */
export function aliasOf(text: string): string {
  const hash = createHash("sha256").update(text).digest();
  let bits = 0n;
  for (const byte of hash.subarray(0, 12)) bits = (bits << 8n) | BigInt(byte);
  bits >>= 6n;
  let alias = "";
  for (let index = 0; index < 18; index += 1) {
    alias = `${CROCKFORD[Number(bits & 31n)] ?? ""}${alias}`;
    bits >>= 5n;
  }
  return `TL${alias}`;
}

/** Short, for sets that are stored: 54 bits are enough for the samples of one transaction. */
export function fingerprintOf(text: string): string {
  return createHash("sha1").update(text).digest("base64url").slice(0, 9);
}
