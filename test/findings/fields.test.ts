import { expect, it } from "vitest";
import {
  foundAt,
  hasAt,
  integerIn,
  itemsIn,
  numberIn,
  textIn,
  valueIn,
} from "../../src/findings/fields.ts";

const payload = {
  evse: { id: 2, name: "left" },
  list: [{ at: "noon" }, { at: 3 }, {}],
  digits: "17",
  half: 1.5,
};

it("follows a path of names", () => {
  expect(valueIn(payload, "evse", "id")).toBe(2);
  expect(textIn(payload, "evse", "name")).toBe("left");
  expect(numberIn(payload, "half")).toBe(1.5);
  expect(itemsIn(payload, "list")).toHaveLength(3);
});

it("takes digits in quotes for an integer, and nothing else", () => {
  expect(integerIn(payload, "digits")).toBe(17);
  expect(integerIn(payload, "evse", "id")).toBe(2);
  expect(integerIn(payload, "half")).toBeNull();
  expect(integerIn({ many: "12345678901" }, "many")).toBeNull();
});

it("takes what is of another kind for absent", () => {
  for (const value of [null, undefined, 3, "text", [1], { evse: [] }]) {
    expect(valueIn(value, "evse", "id")).toBeUndefined();
    expect(textIn(value, "evse")).toBe("");
    expect(numberIn(value, "evse")).toBeNull();
    expect(integerIn(value, "evse")).toBeNull();
    expect(itemsIn(value, "list")).toEqual([]);
  }
});

it("does not take what every object has for a field", () => {
  expect(valueIn(payload, "constructor")).toBeUndefined();
  expect(valueIn(payload, "__proto__", "toString")).toBeUndefined();
});

it("finds the fields of all items, each with its path", () => {
  expect(foundAt(payload, ["list", "*", "at"])).toEqual([
    { path: "list.0.at", value: "noon" },
    { path: "list.1.at", value: 3 },
  ]);
  expect(foundAt(payload, ["evse", "*", "at"])).toEqual([]);
});

it("says whether anything at a place passes", () => {
  expect(hasAt(payload, ["list", "*", "at"], (value) => value === 3)).toBe(true);
  expect(hasAt(payload, ["list", "*", "at"], (value) => value === 4)).toBe(false);
  expect(hasAt(payload, ["digits", "*"], () => true)).toBe(false);
  expect(hasAt(null, ["x"], () => true)).toBe(false);
});

it("does not look at more items than a real message has", () => {
  const long = { list: new Array<number>(5_000).fill(1) };
  expect(foundAt(long, ["list", "*"]).length).toBe(1_000);
});
