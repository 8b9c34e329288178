import { expect, it } from "vitest";
import { tokensOf } from "../../src/query/lexer.ts";

const kinds = (text: string) => tokensOf(text).map(({ kind, at }) => `${kind}@${at}`);

it("gives every token its position", () => {
  expect(kinds('-a OR (station:"x y") ')).toEqual([
    "not@0",
    "word@1",
    "or@3",
    "open@6",
    "field@7",
    "word@15",
    "close@20",
    "end@22",
  ]);
});

it("tells wildcards from escaped and quoted stars", () => {
  const patterns = tokensOf('a*\\*? "a*"').flatMap((token) =>
    token.kind === "word" ? [token.pattern] : [],
  );
  expect(patterns).toEqual([
    [{ kind: "text", text: "a" }, { kind: "many" }, { kind: "text", text: "*" }, { kind: "one" }],
    [{ kind: "text", text: "a*" }],
  ]);
});

it("takes a trailing backslash as one", () => {
  expect(tokensOf("a\\")[0]).toMatchObject({ kind: "word", written: "a\\" });
});

it("reads a range with blanks as one value, but only after a field", () => {
  expect(kinds("bytes:[1 TO 2]")).toEqual(["field@0", "word@6", "end@14"]);
  expect(kinds("[1 TO 2]")).toEqual(["word@0", "word@3", "word@6", "end@8"]);
});

it("takes a name as a field only where a letter begins it", () => {
  expect(kinds("10:20")).toEqual(["word@0", "end@5"]);
  expect(kinds("a.b:c")).toEqual(["field@0", "word@4", "end@5"]);
});
