/** Never ends where an input has an exclamation mark. */
import type { Target } from "../target.ts";

export const target: Target = {
  name: "broken-loop",
  promise: "every input ends",
  seeds: ["!"],
  words: ["!"],
  inputBytesMax: 64,
  check(input) {
    let turns = 0;
    while (input.includes(0x21)) turns = (turns + 1) % 7;
  },
};
