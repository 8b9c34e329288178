import { describe, expect, it } from "vitest";
import { fieldName, fieldNames, fields } from "../../src/query/fields.ts";
import { parseQuery } from "../../src/query/parser.ts";
import { columns } from "../../src/store/encode.ts";

/** The surface that the design fixes; more may be added, none taken away. */
const FIXED =
  "station sender type action id error version link tx connector evse token finding severity side latency bytes leg";

it("every fixed field exists", () => {
  expect(FIXED.split(" ").filter((name) => fieldName(name) === null)).toEqual([]);
  expect(fieldName("constructor")).toBe(null);
});

describe.each(fieldNames.map((name) => ({ name, field: fields[name] })))("$name", ({ field }) => {
  it("looks at a column that exists", () => {
    const column = /[a-z_]+(?=\)|$| )/.exec(field.column)?.[0];
    expect<readonly string[]>(columns[field.table]).toContain(column);
  });

  it("has a description and examples that are valid", () => {
    expect(field.description).toMatch(/\.$/);
    for (const example of field.examples) expect(parseQuery(example).kind).toBe(field.kind);
  });
});

it("no other name of a field is a field, or stands for two", () => {
  const others = fieldNames.flatMap((name) =>
    fields[name].also.map((other) => other.toLowerCase()),
  );
  expect(others.filter((other) => fieldName(other) !== null)).toEqual([]);
  expect(new Set(others).size).toBe(others.length);
});
