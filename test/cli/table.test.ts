import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createTable, cut, widthOf } from "../../src/cli/table.ts";

const columns = [{ title: "NAME", widthMax: 8 }, { title: "MS", isRight: true }, { title: "TEXT" }];

describe("a table", () => {
  it("is aligned and fits the terminal", () => {
    const table = createTable(columns, 40);
    expect(table.lines([["CP-1", "12", "short"]])).toBe("NAME  MS  TEXT\nCP-1  12  short\n");
    expect(table.lines([["a long name", "1234", "x".repeat(100)]])).toBe(
      `a l…  1…  ${"x".repeat(29)}…\n`,
    );
  });

  it("cuts nothing where the text goes to a file", () => {
    const long = "x".repeat(1000);
    expect(createTable(columns, null).lines([["a long name", "1", long]])).toContain(
      `a long name   1  ${long}\n`,
    );
  });

  it("shows control characters of peers instead of obeying them", () => {
    const text = createTable(columns, 80).lines([["\u001b[31m", "", "a\u001b]0;title\u0007\nb"]]);
    expect(text).toContain("\\u001b]0;title\\u0007\\nb");
    expect(text.match(/\n/g)).toHaveLength(2);
    expect(text).not.toContain("\u001b");
  });

  it("never writes a line wider than the terminal", () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.string(), fc.string(), fc.string())), (rows) => {
        const lines = createTable(columns, 60).lines(rows).split("\n");
        expect(Math.max(...lines.map(widthOf))).toBeLessThanOrEqual(80);
      }),
    );
  });
});

it("widthOf counts the terminal's columns", () => {
  expect(widthOf("abc")).toBe(3);
  expect(widthOf("充電")).toBe(4);
  expect(widthOf("e\u0301")).toBe(1);
});

it("cut never splits a character", () => {
  expect(cut("充電器", 4)).toBe("充…");
  expect(cut("abc", 3)).toBe("abc");
});
