import { expect, it } from "vitest";
import { plansText, planText } from "../../src/cli/plan-text.ts";
import type { PlanAnswer } from "../../src/console/plan-contract.ts";

const counts = { todo: 0, waiting: 0, moving: 0, moved: 1, returning: 0, back: 0, byHand: 0 };
const step = { stations: ["A"], soakMinutes: 1, next: "wait" } as const;
const answer: PlanAnswer = {
  ...{ name: "fleet", status: "running", why: "watching", step: 1, setAt: "", setBy: "ops" },
  plan: {
    ...{ from: "/old/{station}", to: { route: "/new/{station}" }, sessions: "wait", perMinute: 60 },
    steps: [step, { ...step, stations: [], percent: 10, model: "AC-11" }],
    rollBack: { rules: [], of: "plan", sessions: "wait" },
  },
  ...{ counts, total: 1, isRecordRead: true, problem: null },
  steps: [
    { stations: 1, counts },
    { stations: 4, counts },
  ],
  stations: [{ stationId: "A\u001b[31m", step: 0, state: "moved", since: null, why: "" }],
  trail: [
    { at: "2026-01-01T00:00:00Z", who: "the plan", what: "moved", why: "", stations: [], count: 3 },
  ],
};

it("says how far it is, where stations are, and what happened", () => {
  const text = planText(answer, 100);
  expect(text).toContain("fleet: running (watching)\n");
  expect(text).toContain("  1. 1 by name: 1 of 1 moved\n▸ 2. 10 % of AC-11: 1 of 4 moved\n");
  expect(text).toContain("2026-01-01T00:00:00Z the plan: moved (3)\n");
  expect(text, "nothing of a peer is obeyed").not.toContain("\u001b");
  expect(planText({ ...answer, problem: "the store is away" }, 100)).toContain(
    "Plans do not go on: the store is away.",
  );
});

it("lists plans, or says that there is none", () => {
  expect(plansText({ plans: [answer], problem: null }, 100)).toMatch(/fleet +running +2\/2 +1/);
  expect(plansText({ plans: [], problem: null }, 100)).toBe("There is no plan.\n");
});
