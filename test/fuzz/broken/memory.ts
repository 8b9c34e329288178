/** Takes all memory where an input has an exclamation mark. */
import type { Target } from "../target.ts";

export const target: Target = {
  name: "broken-memory",
  promise: "every input fits",
  seeds: ["!"],
  words: ["!"],
  inputBytesMax: 64,
  check(input) {
    const all: number[][] = [];
    while (input.includes(0x21)) all.push(new Array<number>(1_000_000).fill(0.5));
  },
};
