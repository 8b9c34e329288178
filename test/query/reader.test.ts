import { expect, it } from "vitest";
import { AssertionError } from "../../src/base/assert.ts";
import {
  booleanIn,
  detailsIn,
  numberIn,
  numberOrNullIn,
  numbersIn,
  readRows,
  textIn,
  textOrNullIn,
  textsIn,
} from "../../src/query/reader.ts";

const row = {
  text: "x",
  empty: "",
  big: "1763719200123456",
  none: null,
  yes: true,
  one: 1,
  list: ["1", "2"],
  object: '{"a":1}',
  broken: "{",
};

it("takes each kind of value out of an answer", () => {
  expect(textIn(row, "text")).toBe("x");
  expect(textOrNullIn(row, "empty")).toBe(null);
  expect(numberIn(row, "big")).toBe(1_763_719_200_123_456);
  expect(numberOrNullIn(row, "none")).toBe(null);
  expect([booleanIn(row, "yes"), booleanIn(row, "one")]).toEqual([true, true]);
  expect(textsIn(row, "list")).toEqual(["1", "2"]);
  expect(numbersIn(row, "list")).toEqual([1, 2]);
  expect(detailsIn(row, "object")).toEqual({ a: 1 });
});

it("shows details that are no JSON object as they are", () => {
  expect(detailsIn(row, "broken")).toEqual({ text: "{" });
  expect(detailsIn(row, "empty")).toEqual({});
});

it("a column that is not what it should be is our bug", () => {
  expect(() => textIn(row, "big2")).toThrow(AssertionError);
  expect(() => numberIn(row, "none")).toThrow(AssertionError);
  expect(() => textsIn(row, "text")).toThrow(AssertionError);
  expect(() => booleanIn(row, "text")).toThrow(AssertionError);
});

it("a question ends with its asker", async () => {
  const { signal } = new AbortController();
  let given: unknown;
  const reader = {
    query<Row>(_statement: string, _params: unknown, options: unknown): Promise<Row[]> {
      given = options;
      return Promise.resolve([]);
    },
  };
  await readRows("SELECT 1", {}, { reader, clock: { nowUs: () => 0 }, retentionDays: 1, signal });
  expect(given).toEqual({ signal });
});
