import { expect, it } from "vitest";
import { spellingsOf } from "../../src/store/erase.ts";

it("a token is looked for as JSON, JSON within JSON, and XML spell it", () => {
  expect(spellingsOf("04A2B3C4")).toEqual(["04A2B3C4"]);
  expect(spellingsOf('a"b')).toEqual(['a"b', 'a\\"b', 'a\\\\\\"b']);
  expect(spellingsOf("a/b")).toContain("a\\/b");
  expect(spellingsOf("a<&b")).toContain("a&lt;&amp;b");
});
