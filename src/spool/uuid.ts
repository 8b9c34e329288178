/**
 * A UUID's text as four little-endian words, and nothing remembered: faster than a map of the links
 * there are, without its memory and its eviction.
 */
export const UUID_WORDS = 4;

const HYPHENS: ReadonlySet<number> = new Set([8, 13, 18, 23]);
const UUID_CHARS = Array.from({ length: 36 }, (_, i) => i).filter((i) => !HYPHENS.has(i));
/** Places of the high digit of each of the 16 bytes in a UUID's text; the low digit follows it. */
const HIGH_DIGITS = Uint8Array.from({ length: 16 }, (_, i) => UUID_CHARS[2 * i] ?? 0);

/** `text` is lower case; `word` is 0 to 3. */
export function uuidWord(text: string, word: number): number {
  const i = 4 * word;
  const low = byteOf(text, i) | (byteOf(text, i + 1) << 8);
  return low | (byteOf(text, i + 2) << 16) | (byteOf(text, i + 3) << 24);
}

export function putUuid(text: string, view: DataView, at: number): void {
  for (let word = 0; word < UUID_WORDS; word += 1) {
    view.setInt32(at + 4 * word, uuidWord(text, word), true);
  }
}

function byteOf(uuid: string, i: number): number {
  const place = HIGH_DIGITS[i] ?? 0;
  return (digitOf(uuid.charCodeAt(place)) << 4) | digitOf(uuid.charCodeAt(place + 1));
}

/** `0`–`9` and `a`–`f`, which is all that a `LinkId` holds beside its hyphens. */
function digitOf(char: number): number {
  return char < 58 ? char - 48 : char - 87;
}
