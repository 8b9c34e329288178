import { expect, it } from "vitest";
import { isGeneral, planNamePattern, planSchema } from "../../src/config/plan.ts";

const plan = { from: "/a/{station}", to: { route: "/b/{station}" }, steps: [{ percent: 10 }] };

it("has defaults that are careful", () => {
  expect(planSchema.parse(plan)).toEqual({
    ...plan,
    steps: [{ percent: 10, stations: [], soakMinutes: 60, next: "wait" }],
    ...{ sessions: "wait", perMinute: 60, rollBack: { rules: [], of: "plan", sessions: "wait" } },
  });
});

it.each([
  { ...plan, steps: [{}] },
  { ...plan, steps: [{ percent: 101 }] },
  { ...plan, other: 1 },
  { ...plan, to: {} },
  { ...plan, rollBack: { rules: [{ kind: "findings" }] } },
  { ...plan, rollBack: { rules: [{ kind: "guess", stations: 1 }] } },
])("refuses %j", (body) => {
  expect(planSchema.safeParse(body).success).toBe(false);
});

it("knows steps that choose by more than names, and names that fit into a path", () => {
  expect([isGeneral({}), isGeneral({ percent: 0 }), isGeneral({ model: "x" })]).toEqual([
    ...[false, true, true],
  ]);
  expect(["all-1.2", "a/b", "", ".x"].map((name) => planNamePattern.test(name))).toEqual([
    ...[true, false, false, false],
  ]);
});
