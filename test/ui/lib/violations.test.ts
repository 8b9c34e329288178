import { expect, it } from "vitest";
import type { Finding } from "../../../src/console/contract.ts";
import { violationsOf } from "../../../src/ui/lib/violations.ts";

const finding = (details: Finding["details"], evidence: readonly number[]) =>
  ({ linkId: "L", evidence, details }) as unknown as Finding;

it("says at which field what is wrong, of the message that the finding speaks of", () => {
  const violations = [
    { path: "a.0.b", keyword: "type", expected: "an integer", actual: "the string", hint: "why" },
    { path: "c", keyword: "required", expected: "", actual: "", hint: "" },
  ];
  const found = [finding({ violations }, [1, 2])];
  expect(violationsOf({ linkId: "L", seq: 2 }, found)).toEqual([
    { path: "a.0.b", text: "should be an integer, but is the string (why)" },
    { path: "c", text: "c is missing" },
  ]);
  expect(violationsOf({ linkId: "L", seq: 1 }, found)).toEqual([]);
  expect(violationsOf({ linkId: "other", seq: 2 }, found)).toEqual([]);
});

it("reads places that other rules give, and survives details of any kind", () => {
  const message = { linkId: "L", seq: 2 };
  expect(violationsOf(message, [finding({ path: "m[0].s[1]" }, [2])])).toEqual([
    { path: "m.0.s.1", text: "here" },
  ]);
  expect(violationsOf(message, [finding({ violations: [null, 1, {}] }, [2])])).toEqual([]);
});
