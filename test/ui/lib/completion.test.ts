import { expect, it } from "vitest";
import { complete, hasTerm, toggled } from "../../../src/ui/lib/completion.ts";

const fields = [
  { name: "station", description: "Identity.", examples: [], values: [] },
  { name: "severity", description: "Severity.", examples: [], values: ["error", "warning"] },
  { name: "payload", description: "", examples: [], values: [] },
];
const values = {
  station: [
    { value: "CP-7", hint: "12 messages" },
    { value: "A CP", hint: "1 message" },
  ],
};
const texts = (query: string, caret = query.length) =>
  complete(query, caret, { fields, values }).options.map(({ text }) => text);

it("offers names of fields, and nothing before anything is written", () => {
  expect(texts("s")).toEqual(["station:", "severity:"]);
  expect(texts("action:x AND -sta")).toEqual(["station:"]);
  expect(texts("pay")).toEqual(["payload."]);
  expect(texts("")).toEqual([]);
});

it("offers values, those that begin so first, quoted where they must be", () => {
  expect(texts("station:cp")).toEqual(["station:CP-7 ", 'station:"A CP" ']);
  expect(texts("severity:w")).toEqual(["severity:warning "]);
  expect(texts("constructor:x")).toEqual([]);
});

it("replaces the word at the caret, not what stands in quotes before it", () => {
  expect(complete('"a b" (sta) x', 10, { fields, values })).toMatchObject({ from: 7, to: 10 });
  expect(texts('"a sta')).toEqual([]);
});

it("puts a term into the query, and takes it out again", () => {
  expect(toggled("", "a:b")).toBe("a:b");
  expect(toggled("x a:b y", "a:b")).toBe("x y");
  expect(toggled("x OR y", "a:b")).toBe("(x OR y) a:b");
  expect(hasTerm("x a:b", "a:b")).toBe(true);
  expect(hasTerm("x -a:b", "a:b")).toBe(false);
});
