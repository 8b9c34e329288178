/** Breaks its promise behind five comparisons, which only what is guided by coverage gets through. */
import type { Target } from "../target.ts";

export const target: Target = {
  name: "broken-words",
  promise: "no input spells the word",
  seeds: ["nothing"],
  words: [],
  inputBytesMax: 64,
  check(input) {
    if (input[0] !== 0x4f) return;
    if (input[1] !== 0x43) return;
    if (input[2] !== 0x50) return;
    if (input[3] !== 0x50) return;
    if (input[4] !== 0x21) return;
    throw new Error("the word was spelt");
  },
};
