/** What is fuzzed: a parser, with the promise that it makes about any bytes at all. */

export type Target = {
  readonly name: string;
  /** What holds for every input, in one sentence. */
  readonly promise: string;
  /** Inputs that lead somewhere; all others are made of these. */
  readonly seeds: readonly (string | Buffer)[];
  /** Put into inputs now and then: chance alone finds no keyword. */
  readonly words: readonly string[];
  /** Large enough that what is not linear shows in the time it takes. Unit: bytes. */
  readonly inputBytesMax: number;
  /** Throws where the promise is broken. The same input has the same end. */
  readonly check: (input: Buffer) => void | Promise<void>;
};

/**
 * The first bytes of an input decide what a check needs beside it: where it is cut, which options
 * hold. The rest is the input itself.
 */
export type Plan = {
  /** From 0 to `below` - 1. */
  readonly choice: (below: number) => number;
  readonly rest: Buffer;
};

const PLAN_BYTES = 4;

export function planOf(input: Buffer): Plan {
  let at = 0;
  return {
    choice(below) {
      const byte = at < PLAN_BYTES ? (input[at] ?? 0) : 0;
      at += 1;
      return byte % below;
    },
    rest: input.subarray(PLAN_BYTES),
  };
}

/** For seeds of a check that takes a plan. */
export function planned(rest: string | Buffer, ...plan: readonly number[]): Buffer {
  const head = Buffer.alloc(PLAN_BYTES);
  head.set(plan);
  return Buffer.concat([head, Buffer.from(rest)]);
}

/** The bytes in pieces, none of them empty: one by one for 0, else of changing size. */
export function piecesOf(bytes: Buffer, cut: number): readonly Buffer[] {
  if (cut === 0) return Array.from(bytes, (_, at) => bytes.subarray(at, at + 1));
  const pieces: Buffer[] = [];
  let [at, size] = [0, cut];
  while (at < bytes.length) {
    pieces.push(bytes.subarray(at, at + size));
    at += size;
    size = 1 + ((size * 7 + cut) % 61);
  }
  return pieces;
}
