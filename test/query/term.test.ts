import { expect, it } from "vitest";
import type { WordToken } from "../../src/query/lexer.ts";
import { fieldTest, payloadTest, wordTest } from "../../src/query/term.ts";

const word = (text: string, isQuoted = false): WordToken => ({
  kind: "word",
  at: 0,
  pattern: [{ kind: "text", text }],
  isQuoted,
  written: text,
});

it("a quoted number is text for a payload, and a number for a field that is one", () => {
  expect(payloadTest(["a"], word("10..20", true))).toMatchObject({
    test: { kind: "equals", text: "10..20" },
  });
  expect(payloadTest(["a"], word("10..20"))).toMatchObject({ test: { kind: "interval" } });
  expect(fieldTest("bytes", word("10", true))).toMatchObject({ test: { low: { value: 10 } } });
});

it("two dots in text are no range", () => {
  expect(payloadTest(["a"], word("v1..beta"))).toMatchObject({
    test: { kind: "equals", text: "v1..beta" },
  });
});

it("a choice is one of the field's values, letters' case ignored", () => {
  expect(fieldTest("sender", word("CSMS"))).toEqual({
    kind: "choice",
    field: "sender",
    values: ["csms"],
  });
  expect(() => fieldTest("sender", word("statoin"))).toThrow('"statoin" is not a sender');
});

it("units multiply", () => {
  expect(fieldTest("latency", word(">1.5s"))).toMatchObject({ test: { low: { value: 1500 } } });
  expect(fieldTest("bytes", word(">1KiB"))).toMatchObject({ test: { low: { value: 1024 } } });
  expect(() => fieldTest("seq", word("1s"))).toThrow("is not a number");
});

it("words keep their text as written", () => {
  expect(wordTest(word("CP-7"))).toEqual({ kind: "words", text: "CP-7" });
  expect(() => wordTest(word("  ", true))).toThrow("there is no text in the quotes");
});
