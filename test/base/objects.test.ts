import { expect, it } from "vitest";
import { isObject } from "../../src/base/objects.ts";

it("is what JSON calls an object, and not what JavaScript does", () => {
  expect([{}, { a: 1 }].every(isObject)).toBe(true);
  expect([null, undefined, [], [{}], "{}", 1, true].some(isObject)).toBe(false);
});
