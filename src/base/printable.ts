/**
 * Text from peers → text that is safe on a terminal and in a log: a station id or a payload may
 * carry escape sequences that move the cursor, recolour, retitle or answer questions in the
 * reader's name. C0 and C1 controls, line and paragraph separators, and the Unicode direction
 * overrides become visible escapes (`\n`, `\t`, `\u001b`); everything else stays as it is.
 */
const UNSAFE = /[\p{Cc}\u2028\u2029\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069\ufeff\p{Cs}]/gu;

const SHORT: Readonly<Record<string, string>> = { "\n": "\\n", "\r": "\\r", "\t": "\\t" };

export function printable(text: string): string {
  return text.replace(
    UNSAFE,
    (character) =>
      SHORT[character] ?? `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
