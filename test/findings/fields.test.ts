import { expect, it } from "vitest";
import { fieldAt, integerAt, listAt, objectOf, textAt } from "../../src/findings/fields.ts";

const payload = { evse: { id: 2, name: "left" }, list: [1], digits: "17", half: 1.5 };

it("follows a path of names", () => {
  expect(fieldAt(payload, "evse", "id")).toBe(2);
  expect(textAt(payload, "evse", "name")).toBe("left");
  expect(integerAt(payload, "digits")).toBe(17);
  expect(listAt(payload, "list")).toEqual([1]);
  expect(objectOf(payload.evse)).toEqual({ id: 2, name: "left" });
});

it("takes what is of another kind for absent", () => {
  for (const value of [null, undefined, 3, "text", [1], { evse: [] }]) {
    expect(fieldAt(value, "evse", "id")).toBeUndefined();
    expect(textAt(value, "evse")).toBe("");
    expect(integerAt(value, "evse")).toBeNull();
    expect(listAt(value, "list")).toEqual([]);
  }
  expect(integerAt(payload, "half")).toBeNull();
  expect(objectOf([1])).toBeNull();
});

it("does not take what every object has for a field", () => {
  expect(fieldAt(payload, "constructor")).toBeUndefined();
  expect(fieldAt(payload, "__proto__", "toString")).toBeUndefined();
});
