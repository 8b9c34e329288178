import { expect, it } from "vitest";
import { conditionsOf, whenProblem } from "../../src/alerts/conditions.ts";
import { alert } from "./samples.ts";

it("asks for the findings of each alert, and tells what cannot be asked", () => {
  const alerts = [
    alert({ name: "own", on: "ocpptap" }),
    alert({ name: "bad", when: "action:Heartbeat" }),
    alert({ name: "good", when: "severity:error", model: "One" }),
  ];
  const { conditions, alertOf, invalid } = conditionsOf(alerts);
  expect(conditions).toEqual([{ q: "severity:error", vendor: "", model: "One", firmware: "" }]);
  expect(alertOf).toEqual([2]);
  expect(invalid).toMatchObject([{ alert: "bad" }]);
});

it("knows a good `when` from a bad one", () => {
  expect(whenProblem("")).toBeNull();
  expect(whenProblem("finding:(a OR b) -station:CP-1")).toBeNull();
  expect(whenProblem("severity:(error")).toContain("parenthesis");
});
