import fc from "fast-check";
import { expect, it } from "vitest";
import { decodeText } from "../../src/exchange/decode.ts";

it("gives text that encodes back to exactly the same bytes, or none", () => {
  fc.assert(
    fc.property(fc.uint8Array(), (bytes) => {
      const text = decodeText(Buffer.from(bytes));
      if (text !== null) expect(Buffer.from(text, "utf8")).toEqual(Buffer.from(bytes));
    }),
  );
  fc.assert(
    fc.property(fc.string({ unit: "grapheme" }), (text) => {
      expect(decodeText(Buffer.from(text.toWellFormed(), "utf8"))).toBe(text.toWellFormed());
    }),
  );
});

it("refuses bytes that are not UTF-8, also halves of surrogates", () => {
  for (const hex of ["ff", "c328", "eda080", "f4908080", "c0af", "e282"]) {
    expect(decodeText(Buffer.from(hex, "hex"))).toBeNull();
  }
});
