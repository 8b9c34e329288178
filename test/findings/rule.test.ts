import { expect, it } from "vitest";
import { type RuleText, statefulRule, statelessRule } from "../../src/findings/rule.ts";

const text: RuleText = {
  ...{ id: "x", title: "", severity: "note", side: "ours", clause: "" },
  ...{ explanation: "", remedy: "" },
};

it("wants exactly the kinds it has handlers for", () => {
  const rule = statelessRule(text, { tick: () => [], "link-closed": () => [] });
  expect([...rule.kinds]).toEqual(["link-closed", "tick"]);
  expect(rule.scope).toBe("none");
  expect(rule.open(null)).toBe(rule.open(null));
});

it("begins with a fresh state each time, or with the saved one", () => {
  const rule = statefulRule<{ n: number }>(
    text,
    {
      scope: "link",
      begin: () => ({ n: 0 }),
      save: ({ n }) => n,
      parse: (saved) => ({ n: Number(saved) }),
    },
    {},
  );
  expect(rule.open(null)).not.toBe(rule.open(null));
  expect(rule.open(null).save()).toBe(0);
  expect(rule.open(5).save()).toBe(5);
});
