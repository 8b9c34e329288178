import { crc32 } from "node:zlib";
import fc from "fast-check";
import { expect, it } from "vitest";
import { crc32OfWords } from "../../src/spool/crc.ts";

const viewOf = (bytes: Uint8Array) =>
  new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

it("is the sum that zlib computes, of any words after any seed", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 80 }), fc.nat(0xffff_ffff), (bytes, seed) => {
      const to = bytes.length & ~3;
      const sum = crc32OfWords(viewOf(bytes), { from: 0, to }, seed);
      expect(sum).toBe(crc32(bytes.subarray(0, to), seed));
    }),
  );
});

it("is continued by zlib, and continues it", () => {
  const bytes = Buffer.from("what comes alone is written at the end of its turn, at once");
  const whole = crc32(bytes, 7);
  const view = viewOf(bytes);
  expect(crc32(bytes.subarray(20), crc32OfWords(view, { from: 0, to: 20 }, 7))).toBe(whole);
  const first = crc32(bytes.subarray(0, 3), 7);
  const middle = crc32OfWords(view, { from: 3, to: 55 }, first);
  expect(crc32(bytes.subarray(55), middle)).toBe(whole);
});
