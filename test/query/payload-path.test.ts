import { expect, it } from "vitest";
import { elements, guardOf, numberOf, valuesAt } from "../../src/query/payload-path.ts";

const equals = (text: string) => ({ kind: "equals", text }) as const;

it("follows a path through objects and the elements of arrays", () => {
  const payload = {
    meterValue: [{ sampledValue: [{ value: "1" }, { value: 2 }] }, { sampledValue: [] }, 7],
  };
  expect(valuesAt(payload, ["meterValue", "sampledValue", "value"])).toEqual(["1", 2]);
  expect(valuesAt(payload, ["meterValue", "missing"])).toEqual([]);
  expect(elements(valuesAt({ keys: ["a", "b"] }, ["keys"]))).toEqual(["a", "b"]);
});

it("never takes what objects inherit for a value", () => {
  expect(valuesAt({}, ["constructor"])).toEqual([]);
  expect(valuesAt("text", ["length"])).toEqual([]);
  expect(valuesAt(null, ["a"])).toEqual([]);
  expect(valuesAt(undefined, ["a"])).toEqual([]);
});

it("demands the words of path and value before anything is parsed", () => {
  expect(guardOf(["idTagInfo", "status"], equals("Blocked"))).toEqual({
    all: ["idtaginfo", "status", "blocked"],
    any: [],
  });
});

it("demands no words of a value that a JSON writer may have escaped", () => {
  for (const text of ["a\nb", "café", 'say "x"', "a&b", "<b>", "it's"]) {
    expect(guardOf(["info"], equals(text)).all).toEqual(["info"]);
  }
  expect(guardOf(["größe"], equals("x")).all).toEqual(["x"]);
});

it.each([
  ["1500000", "1500000 1500000.0 15e5 1.5E6 1.5e+06 1.500000e+06"],
  ["1000000", "1000000 1.0E6 1e+06 1e6 1.000000e+06"],
  ["4711", "4711 4.711E3"],
  ["0", "0 0.0 -0"],
])("finds the number %s in the spellings of JSON writers", (text, spellings) => {
  const { any } = guardOf(["a"], equals(text));
  const found = spellings.split(" ").filter((spelling) =>
    any.some((word) =>
      spelling
        .toLowerCase()
        .split(/[^0-9a-z]/)
        .includes(word),
    ),
  );
  expect(found).toEqual(spellings.split(" ").filter((spelling) => spelling !== "15e5"));
});

it("demands no words of fractions, and of a comparison only the path's", () => {
  expect(guardOf(["a"], equals("1.5"))).toEqual({ all: ["a"], any: [] });
  const test = { kind: "interval", low: { value: 1, isOpen: true }, high: null } as const;
  expect(guardOf(["a"], test)).toEqual({ all: ["a"], any: [] });
});

it("takes a number by the grammar of JSON", () => {
  expect(
    ["12", "-0.5", "1e3", "007", "1.", ".5", "Infinity", "0x10", " 1", ""].map(numberOf),
  ).toEqual([12, -0.5, 1000, null, null, null, null, null, null, null]);
});
