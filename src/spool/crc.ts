/**
 * CRC-32 as `node:zlib` computes it, for a few bytes at a time: below some hundred of them a call
 * into native code, and the view of the bytes that it needs, cost more than the sum itself. The two
 * continue each other.
 */
const POLYNOMIAL = 0xedb88320;

/** `tables[k][n]`: what byte `n` followed by `k` zero bytes adds. Four let a whole word go at once. */
const [one, two, three, four] = createTables();

type Tables = readonly [Int32Array, Int32Array, Int32Array, Int32Array];

function createTables(): Tables {
  const made: Tables = [
    new Int32Array(256),
    new Int32Array(256),
    new Int32Array(256),
    new Int32Array(256),
  ];
  for (let n = 0; n < 256; n += 1) {
    let sum = n;
    for (let bit = 0; bit < 8; bit += 1) sum = sum & 1 ? (sum >>> 1) ^ POLYNOMIAL : sum >>> 1;
    made[0][n] = sum;
  }
  for (let n = 0; n < 256; n += 1) {
    let sum = made[0][n] ?? 0;
    for (const table of made.slice(1)) {
      sum = (sum >>> 8) ^ (made[0][sum & 255] ?? 0);
      table[n] = sum;
    }
  }
  return made;
}

/** Of `bytes[from, to)`, a multiple of four, continuing `seed`. */
export function crc32OfWords(
  bytes: DataView,
  { from, to }: { readonly from: number; readonly to: number },
  seed: number,
): number {
  let sum = ~seed;
  for (let at = from; at < to; at += 4) {
    sum ^= bytes.getInt32(at, true);
    sum =
      (four[sum & 255] ?? 0) ^
      (three[(sum >>> 8) & 255] ?? 0) ^
      (two[(sum >>> 16) & 255] ?? 0) ^
      (one[sum >>> 24] ?? 0);
  }
  return ~sum >>> 0;
}
