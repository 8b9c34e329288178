import fc from "fast-check";
import { expect, it } from "vitest";
import type { Pattern, PatternPart } from "../../src/query/ast.ts";
import {
  anywhere,
  asciiLower,
  hasWord,
  isLike,
  likeEscaped,
  likePattern,
  lowered,
  wordsOf,
} from "../../src/query/pattern.ts";

/** `a*b?` as a pattern. */
const pattern = (text: string): Pattern =>
  [...text].map((character): PatternPart => {
    if (character === "*") return { kind: "many" };
    return character === "?" ? { kind: "one" } : { kind: "text", text: character };
  });

it.each([
  ["", "", true],
  ["", "*", true],
  ["", "?", false],
  ["abc", "abc", true],
  ["abc", "ab", false],
  ["abc", "a*", true],
  ["abc", "*c", true],
  ["abc", "*b*", true],
  ["abc", "*ab*bc*", false],
  ["abcabc", "*ab*bc*", true],
  ["aa", "a*a", true],
  ["a", "a*a", false],
  ["abxbc", "a?x?c", true],
  ["a💥c", "a?c", true],
  ["💥", "??", false],
  ["x💥", "*?", true],
  ["x\ny", "x?y", true],
  ["aab", "*?b", true],
  ["b", "*?b", false],
  ["abab", "*a?*?b", true],
])("%j like %s is %s", (text, glob, expected) => {
  expect(isLike(text, pattern(glob))).toBe(expected);
});

it("agrees with a regular expression on any text", () => {
  const unit = fc.constantFrom("a", "b", "💥", "\n");
  const glob = fc.array(fc.constantFrom("a", "b", "*", "?", "💥"), { maxLength: 8 });
  fc.assert(
    fc.property(fc.string({ unit, maxLength: 12 }), glob, (text, parts) => {
      const source = parts
        .map((part) => (part === "*" ? ".*" : part === "?" ? "." : part))
        .join("");
      expect(isLike(text, pattern(parts.join("")))).toBe(
        new RegExp(`^${source}$`, "su").test(text),
      );
    }),
    { numRuns: 3_000 },
  );
});

it("is quick on patterns and texts made to be slow", () => {
  const text = `${"a".repeat(200_000)}`;
  const started = performance.now();
  expect(isLike(text, pattern(`${"*a".repeat(60)}*b`))).toBe(false);
  expect(isLike(text, pattern(`*${"?".repeat(60)}b*`))).toBe(false);
  expect(performance.now() - started).toBeLessThan(2_000);
});

it("folds the letters of ASCII only, as ClickHouse's lower does", () => {
  expect(asciiLower("ÄBC\u212a é")).toBe("Äbc\u212a é");
  expect(lowered(pattern("A*"))).toEqual(pattern("a*"));
});

it("splits words as the text index does", () => {
  expect(wordsOf('{"a_b":"café-1.5e+06", "a":"π²"}')).toEqual([
    "a",
    "b",
    "café",
    "1",
    "5e",
    "06",
    "π²",
  ]);
});

it("finds a word only where no other word part touches it", () => {
  expect(hasWord("ab abc cab", "ab")).toBe(true);
  expect(hasWord("xab abx ab1 éab", "ab")).toBe(false);
  expect(hasWord("xab-ab", "ab")).toBe(true);
  expect(hasWord("ab", "ab")).toBe(true);
});

it("escapes what is special to LIKE", () => {
  expect(likeEscaped("50%_\\")).toBe("50\\%\\_\\\\");
  expect(likePattern(anywhere(pattern("a?%")))).toBe("%a_\\%%");
});
