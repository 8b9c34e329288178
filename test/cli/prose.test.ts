import { describe, expect, it } from "vitest";
import { hanging, sideBySide, wrapped } from "../../src/cli/prose.ts";

describe("wrapped", () => {
  it("breaks at blanks and keeps long words whole", () => {
    expect(wrapped("one two three", 7)).toEqual(["one two", "three"]);
    expect(wrapped("a incomprehensible b", 5)).toEqual(["a", "incomprehensible", "b"]);
    expect(wrapped("", 5)).toEqual([""]);
  });
});

describe("hanging", () => {
  it("indents what follows the first line", () => {
    expect(hanging("- ", "one two three", 9)).toEqual(["- one two", "  three"]);
    expect(hanging("longer than all: ", "a b", 4)).toEqual([
      "longer than all: a",
      "                 b",
    ]);
  });
});

describe("sideBySide", () => {
  it("aligns cells of different height, without blanks at the end", () => {
    expect(sideBySide([["a"], ["one", "two"], [""]], [3, 4, 2])).toEqual(["a    one", "     two"]);
  });
});
