import { expect, it } from "vitest";
import { listOf, numberOf, objectOf, parseJson, textOf } from "../../src/simulate/json-fields.ts";

it("reads a field of the right type and nothing else", () => {
  const from = { text: "a", number: 1, object: { inner: true }, list: [1, 2] };
  expect(textOf(from, "text")).toBe("a");
  expect(textOf(from, "number")).toBeUndefined();
  expect(numberOf(from, "number")).toBe(1);
  expect(objectOf(from, "object")).toEqual({ inner: true });
  expect(objectOf(from, "list")).toBeUndefined();
  expect(listOf(from, "list")).toEqual([1, 2]);
  expect(listOf(from, "missing")).toEqual([]);
  expect(textOf("no object", "text")).toBeUndefined();
});

it("parses JSON and says undefined for what is none", () => {
  expect(parseJson('{"a":1}')).toEqual({ a: 1 });
  expect(parseJson('{"a":')).toBeUndefined();
  expect(parseJson("")).toBeUndefined();
});
