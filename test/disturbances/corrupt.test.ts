import fc from "fast-check";
import { expect, it } from "vitest";
import { corrupted } from "../../src/disturbances/corrupt.ts";

const text = '[2,"id-1","StatusNotification",{"connectorId":1,"status":"Available"}]';

it("breaks a message in one way each", () => {
  expect(corrupted(text, "truncate")).toBe(text.slice(0, text.length / 2));
  expect(corrupted(text, "type")).toBe(text.replace('"connectorId":1', '"connectorId":"1"'));
  expect(corrupted('[3,"1",{"status":"Accepted"}]', "type")).toBe('[3,"1",{"status":8}]');
  expect(corrupted(text, "id")).toBe(text.replace("id-1", "id-x"));
  expect(corrupted('[2,"x","A",{}]', "id")).toBe('[2,"y","A",{}]');
  const flipped = corrupted(text, "flip") ?? "";
  const other = [...flipped].filter((character, at) => character !== text[at]);
  expect([flipped.length, other.length]).toEqual([text.length, 1]);
});

it("says where there is nothing to break so", () => {
  expect(corrupted("x", "truncate")).toBeNull();
  expect(corrupted("éé", "flip")).toBeNull();
  for (const how of ["type", "id"] as const) {
    for (const none of ["{}", "[2]", "nonsense", '[2,7,"A",{}]']) {
      expect(corrupted(none, how), `${how} of ${none}`).toBeNull();
    }
  }
});

it("what it makes of whatever text is another one, in the same way each time, and UTF-8", () => {
  const how = fc.constantFrom("truncate", "flip", "type", "id" as const);
  const message = fc
    .tuple(fc.integer(), fc.string(), fc.string(), fc.object())
    .map((parts) => JSON.stringify(parts));
  fc.assert(
    fc.property(fc.oneof(message, fc.string({ unit: "binary" })), how, (given, way) => {
      const is = given.toWellFormed();
      const made = corrupted(is, way as "flip");
      expect(corrupted(is, way as "flip")).toBe(made);
      if (made === null) return;
      expect(made).not.toBe(is);
      expect(made.isWellFormed()).toBe(true);
    }),
  );
});
