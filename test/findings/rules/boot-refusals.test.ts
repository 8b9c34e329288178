import { expect, it } from "vitest";
import type { RuleText } from "../../../src/findings/rule.ts";
import { bootRefusalRule } from "../../../src/findings/rules/boot-refusals.ts";

const text: RuleText = {
  id: "boot-pending",
  ...{ title: "T", severity: "warning", side: "csms", clause: "", explanation: "E", remedy: "R" },
};

it("goes on with whatever was saved", () => {
  const rule = bootRefusalRule(text, "Pending");
  const saved = [5, 2, "link", 7, ["GetLog"]];
  expect(rule.open(saved).save()).toEqual(saved);
  expect(rule.open([1, "x", null, {}, ["Nonsense", 5]]).save()).toEqual([1, 0, "", 0, []]);
  expect(rule.open("nonsense").save()).toEqual([0, 0, "", 0, []]);
});
