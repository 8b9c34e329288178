import { expect, it } from "vitest";
import { fieldOf, isObject, listIn, objectIn, present } from "../../src/translate/json.ts";

it("absent fields are left out, and nothing inherited is read", () => {
  expect(present({ a: 1, b: undefined, c: null })).toEqual({ a: 1 });
  expect(fieldOf({}, "constructor")).toBeUndefined();
  expect([objectIn({ a: [] }, "a"), listIn({ a: {} }, "a"), isObject(null)]).toEqual([
    {},
    [],
    false,
  ]);
});
