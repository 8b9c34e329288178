/**
 * Seeded randomness: the same seed gives the same fleet, sessions and message ids in every run.
 * Not for secrets. The generator is a 32-bit counter through an integer mixer (splitmix32).
 */
export type Random = {
  /** 0 ≤ x < 1. */
  readonly fraction: () => number;
  /** Integer from `min` to `max`, both included. */
  readonly integer: (min: number, max: number) => number;
  readonly chance: (probability: number) => boolean;
  readonly pick: <Value>(values: readonly [Value, ...Value[]]) => Value;
  /** A UUID (version 4 in form) in lower case. */
  readonly uuid: () => string;
};

/** Golden ratio × 2³²: successive states are spread over the whole range. */
const STEP = 0x9e3779b9;

export function createRandom(seed: string | number): Random {
  let state = hash(String(seed));

  const word = (): number => {
    state = (state + STEP) | 0;
    let mixed = state ^ (state >>> 16);
    mixed = Math.imul(mixed, 0x21f0aaad);
    mixed ^= mixed >>> 15;
    mixed = Math.imul(mixed, 0x735a2d97);
    return (mixed ^ (mixed >>> 15)) >>> 0;
  };
  const fraction = () => word() / 2 ** 32;
  const integer = (min: number, max: number) => min + Math.floor(fraction() * (max - min + 1));

  return {
    fraction,
    integer,
    chance: (probability) => fraction() < probability,
    pick: (values) => values[integer(0, values.length - 1)] ?? values[0],
    uuid() {
      const digits = [word(), word(), word(), word()]
        .map((value) => value.toString(16).padStart(8, "0"))
        .join("");
      const variant = "89ab"[Number.parseInt(digits[16] ?? "0", 16) % 4] ?? "8";
      return [
        digits.slice(0, 8),
        digits.slice(8, 12),
        `4${digits.slice(13, 16)}`,
        `${variant}${digits.slice(17, 20)}`,
        digits.slice(20, 32),
      ].join("-");
    },
  };
}

/** FNV-1a, 32 bits. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (const byte of Buffer.from(text)) value = Math.imul(value ^ byte, 0x01000193);
  return value;
}
