import { fullFormats } from "ajv-formats/dist/formats.js";
import fc from "fast-check";
import { expect, it } from "vitest";
import { isUri } from "../../src/ocpp/uri.ts";

const standard = fullFormats.uri as (text: string) => boolean;

it("decides as the standard format does, on URIs and on what is nearly one", () => {
  const tail = fc.string({ unit: fc.constantFrom("a", "/", "?", "#", "%", "4", "1", ":", "@") });
  const nearly = fc.tuple(fc.webUrl({ withFragments: true }), tail).map((parts) => parts.join(""));
  fc.assert(
    fc.property(fc.oneof(fc.webUrl(), nearly, fc.string()), (text) => {
      expect(isUri(text), text).toBe(standard(text));
    }),
    { numRuns: 2_000 },
  );
});

it("keeps long ones apart", () => {
  const long = `ftp://files.example/${"a".repeat(3_000)}`;
  expect(isUri(long)).toBe(true);
  expect(isUri(`${long} `)).toBe(false);
  expect(isUri(`${long} `)).toBe(false);
  expect(isUri(long)).toBe(true);
});
