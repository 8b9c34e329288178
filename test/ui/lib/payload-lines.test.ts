import fc from "fast-check";
import { expect, it } from "vitest";
import { fieldPath, hexLines, linesAt, payloadLines } from "../../../src/ui/lib/payload-lines.ts";

const text = '[2,"1","MeterValues",{"a":[{"b":1.50,"c":{}},{"b":2}],"d":"x"}]';
const written = (payload: string, element = 3) =>
  payloadLines(payload, element)?.map(({ depth, tokens }) =>
    [" ".repeat(depth), ...tokens.map((token) => token.text)].join(""),
  );

it("indents the call payload, and leaves the frame and every literal as they are", () => {
  expect(written(text)).toEqual([
    '[2, "1", "MeterValues", {',
    ' "a": [',
    "  {",
    '   "b": 1.50,',
    '   "c": {}',
    "  },",
    "  {",
    '   "b": 2',
    "  }",
    " ],",
    ' "d": "x"',
    "}]",
  ]);
});

it("knows which field each line is", () => {
  const lines = payloadLines(text, 3) ?? [];
  expect(lines.map(({ path }) => path)).toEqual([
    "",
    ...["a", "a.0", "a.0.b", "a.0.c", null, "a.1", "a.1.b", null, null, "d", null],
  ]);
  expect(fieldPath("a.0.b")).toBe("a.b");
});

it("puts what is wrong with a missing field at the object that lacks it", () => {
  const lines = payloadLines(text, 3) ?? [];
  expect([...linesAt(lines, ["a.0.b", "a.1.missing", "e", ""])]).toEqual([
    [3, [0]],
    [6, [1]],
    [0, [2, 3]],
  ]);
});

it("is nothing for what is no JSON", () => {
  expect(payloadLines('[2,"1",', 3)).toBe(null);
  expect(payloadLines("", 3)).toBe(null);
});

it("loses and adds nothing but white space, whatever the JSON", () => {
  const squeezed = (one: string) => one.replace(/\s/g, "");
  fc.assert(
    fc.property(fc.json(), (json) => {
      expect(squeezed(written(json)?.join("") ?? "")).toBe(squeezed(json));
    }),
  );
});

it("shows bytes, of base64 and of text", () => {
  expect(hexLines("[2", "utf8")).toMatch(/^000000 {2}5b 32 +\[2$/);
  expect(hexLines("/////w==", "base64")).toMatch(/^000000 {2}ff ff ff ff +····$/);
  expect(hexLines("x".repeat(20_000), "utf8")).toContain("more bytes");
});
