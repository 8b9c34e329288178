import { expect, it } from "vitest";
import { AssertionError, assert, unreachable } from "../../src/base/assert.ts";

it("throws our own kind of error with the sentence", () => {
  expect(() => assert(false, "water is wet")).toThrow(new AssertionError("water is wet"));
  expect(() => assert(1, "one is something")).not.toThrow();
});

it("names the case that was not handled", () => {
  expect(() => unreachable({ kind: "new" } as never)).toThrow('unhandled case: {"kind":"new"}');
});
