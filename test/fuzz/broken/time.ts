/** Takes a millisecond of CPU for each byte, on any machine. */
import type { Target } from "../target.ts";

export const target: Target = {
  name: "broken-time",
  promise: "an input takes next to no time",
  seeds: ["x".repeat(1_500)],
  words: [],
  inputBytesMax: 2_000,
  check(input) {
    const before = process.threadCpuUsage();
    for (let us = 0; us < 1_000 * input.length; ) {
      const { user, system } = process.threadCpuUsage(before);
      us = user + system;
    }
  },
};
