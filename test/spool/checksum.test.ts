import { describe, expect, it } from "vitest";
import { checksumOf, memoryOf } from "../../src/spool/checksum.ts";

const sumOf = (bytes: Buffer, seed = 0) =>
  checksumOf(memoryOf(bytes), bytes.byteOffset, bytes.byteOffset + bytes.length, seed).toString(16);

describe("the checksum", () => {
  // Known answers of the reference implementation.
  it.each([
    ["", "2cc5d05"],
    ["a", "550d7456"],
    ["abc", "32d153ff"],
    ["Nobody inspects the spammish repetition", "e2293b2f"],
  ])("of %j is xxHash32's", (text, sum) => {
    expect(sumOf(Buffer.from(text))).toBe(sum);
  });

  it("depends on the seed, not on where the bytes lie", () => {
    const bytes = Buffer.from("x".repeat(100));
    const sums = [0, 1, 2, 3, 4].map((at) => {
      const elsewhere = Buffer.alloc(200);
      bytes.copy(elsewhere, at);
      return sumOf(elsewhere.subarray(at, at + bytes.length), 7);
    });
    expect(new Set(sums).size).toBe(1);
    expect(sumOf(bytes, 8)).not.toBe(sums[0]);
    expect(sumOf(bytes, 2 ** 32 - 1)).toBe(sumOf(bytes, -1));
  });

  it("notices every flipped bit, at any length", () => {
    for (let length = 1; length < 70; length += 1) {
      const bytes = Buffer.from(Array.from({ length }, (_, n) => (n * 37) & 255));
      const right = sumOf(bytes, 3);
      for (let bit = 0; bit < 8 * length; bit += 1) {
        bytes[bit >> 3] = (bytes[bit >> 3] ?? 0) ^ (1 << (bit & 7));
        expect(sumOf(bytes, 3), `bit ${bit} of ${length} bytes`).not.toBe(right);
        bytes[bit >> 3] = (bytes[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      }
    }
  });
});
