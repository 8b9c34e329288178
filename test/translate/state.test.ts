import { expect, it } from "vitest";
import { at, withEntry } from "../../src/translate/state.ts";

it("keys of peers are only keys", () => {
  const record = withEntry<number>({}, "__proto__", 1);
  expect(at(record, "__proto__")).toBe(1);
  expect(at(record, "constructor")).toBeNull();
  expect(Object.keys(withEntry(record, "__proto__", null))).toEqual([]);
});
