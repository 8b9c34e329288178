import fc from "fast-check";
import { expect, it } from "vitest";
import { isObject } from "../../src/base/objects.ts";
import {
  idAt,
  integerAt,
  itemsAt,
  numberAt,
  objectAt,
  objectOf,
  textAt,
} from "../../src/sessions/fields.ts";

it("reads values of their kind, and digits in quotes", () => {
  const from = { a: "x", b: 7, c: "12", d: { e: 1 }, f: [1], g: "-0.5" };
  expect([textAt(from, "a"), textAt(from, "b")]).toEqual(["x", ""]);
  expect([idAt(from, "a"), idAt(from, "b"), idAt(from, "d")]).toEqual(["x", "7", ""]);
  expect([integerAt(from, "b"), integerAt(from, "c"), integerAt(from, "g")]).toEqual([7, 12, null]);
  expect([numberAt(from, "g"), numberAt(from, "a")]).toEqual([-0.5, null]);
  expect(objectAt(from, "d")).toEqual({ e: 1 });
  expect([itemsAt(from, "f"), itemsAt(from, "d")]).toEqual([[1], []]);
});

it("is total over any JSON", () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const from = objectOf(value);
      expect(isObject(from)).toBe(true);
      for (const name of ["", "a", "__proto__", "constructor"]) {
        expect(typeof textAt(from, name)).toBe("string");
        expect(typeof idAt(from, name)).toBe("string");
        integerAt(from, name);
        numberAt(from, name);
        expect(Array.isArray(itemsAt(objectAt(from, name), name))).toBe(true);
      }
    }),
  );
});
