import { expect, it } from "vitest";
import { planSchema } from "../../../src/config/plan.ts";
import {
  actsOf,
  examplePlan,
  stateWords,
  stationStates,
  stepText,
  watchText,
} from "../../../src/ui/lib/plan.ts";

const step = { stations: [], soakMinutes: 60, next: "wait" } as const;

it("says whom a step means", () => {
  expect(stepText({ ...step, stations: ["A", "B", "C", "D"] })).toBe("A, B and 2 more");
  expect(stepText({ ...step, percent: 10, model: "AC-11" })).toBe("10 % of model AC-11");
  expect(stepText({ ...step, stations: ["A"], percent: 50 })).toBe("A and 50 %");
  expect(stepText({ ...step, firmware: "1.2" })).toBe("100 % of firmware 1.2");
});

it("says how long it is watched, and who goes on", () => {
  expect(watchText(step, false)).toBe("watched for 1 hour, then an operator goes on");
  expect(watchText({ ...step, next: "continue" }, false)).toContain("by itself");
  const lengths = [0, 1, 90, 120, 1_440, 2_880].map((soakMinutes) =>
    watchText({ ...step, soakMinutes }, true),
  );
  expect(lengths.join("; ")).toBe(
    "watched for 0 minutes; watched for 1 minute; watched for 90 minutes; watched for 2 hours; watched for 1 day; watched for 2 days",
  );
});

it("offers what fits", () => {
  expect(actsOf({ status: "running" })).toEqual(["next", "pause", "roll-back"]);
  expect(actsOf({ status: "ready" })).toEqual(["start"]);
});

it("every state has words, and the example is a plan", () => {
  expect([...stationStates].sort()).toEqual(Object.keys(stateWords).sort());
  const example: unknown = JSON.parse(examplePlan("/a/{station}", "/b/{station}"));
  expect(planSchema.safeParse(example).success).toBe(true);
});
