import fc from "fast-check";
import { expect, it } from "vitest";
import { type Place, placesOf, unitOffsets } from "../../src/exchange/json-places.ts";

/** What the places say, read from the text that they point into. */
function valueAt(text: string, place: Place): unknown {
  switch (place.kind) {
    case "array":
      return place.items.map((item) => valueAt(text, item));
    case "object":
      return Object.fromEntries(
        place.entries.map(({ name, value }) => [name, valueAt(text, value)]),
      );
    case "string":
      expect(JSON.parse(`"${text.slice(place.from, place.to)}"`)).toBe(place.text);
      return place.text;
    case "number":
      return Number(text.slice(place.from, place.to));
    case "word":
      return "word";
  }
}

const words = (_: string, value: unknown) =>
  typeof value === "boolean" || value === null ? "word" : value;

it("finds every value of any JSON where it stands", () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 6 }), fc.nat(3), (value, indent) => {
      const text = JSON.stringify(value, null, indent);
      const place = placesOf(text);
      expect(place).not.toBeNull();
      if (place === null) return;
      const expected: unknown = JSON.parse(JSON.stringify(JSON.parse(text), words));
      expect(valueAt(text, place)).toEqual(expected);
    }),
  );
});

it("what is no JSON, or nested without end, has no places", () => {
  expect(placesOf('[2,"1"')).toBeNull();
  expect(placesOf("[".repeat(2000) + "]".repeat(2000))).toBeNull();
});

it("units of a string have offsets in its spelling", () => {
  expect(unitOffsets('a\\n\\u0041"')).toEqual([0, 1, 3, 9, 10]);
});
