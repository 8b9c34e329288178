/** Pauses between attempts: each twice the last, up to a maximum, by chance up to half shorter. */
export type BackOff = {
  /** Unit: ms. */
  readonly next: () => number;
  readonly reset: () => void;
};

export function createBackOff(
  { minMs, maxMs }: { readonly minMs: number; readonly maxMs: number },
  chance: () => number = Math.random,
): BackOff {
  let nextMs = minMs;
  return {
    next() {
      const ms = nextMs;
      nextMs = Math.min(maxMs, ms * 2);
      // So that a thousand stations of one CSMS do not all come back in the same moment.
      return ms * (1 - chance() / 2);
    },
    reset() {
      nextMs = minMs;
    },
  };
}
