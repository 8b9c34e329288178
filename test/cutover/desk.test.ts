import { expect, it } from "vitest";
import { systemClock } from "../../src/base/clock.ts";
import { createPlanDesk } from "../../src/cutover/desk.ts";
import { orderEntryOf, runEntryOf, writePlan } from "../../src/cutover/plan-book.ts";
import { newRun } from "../../src/cutover/run.ts";
import { until } from "../support/until.ts";
import { boardOfPlans, config, planBody } from "./board.ts";

async function opened() {
  const { board } = await boardOfPlans();
  const desk = createPlanDesk(() => config, { board, clock: systemClock });
  const running = (status = "running") =>
    writePlan(board, runEntryOf("p"), JSON.stringify({ ...newRun, status }));
  return { board, desk, running };
}

const given = (body: unknown = {}) => ({
  ...{ body, from: "10.0.0.1 by ops", signal: new AbortController().signal },
});

it("keeps a plan with its defaults, and who gave it", async () => {
  const { desk } = await opened();
  const booked = await desk.put("p", planBody, "10.0.0.1 by ops");
  expect(booked.kept).toMatchObject({
    setBy: "10.0.0.1 by ops",
    plan: { perMinute: 60, rollBack: { of: "plan", sessions: "wait", rules: [] } },
  });
  expect((await desk.all()).map(({ name }) => name)).toEqual(["p"]);
});

it.each([
  ["a name", "../x", planBody, "no name of a plan"],
  ["a route", "p", { ...planBody, from: "/x/{station}" }, "no configured route"],
  [
    "another route",
    "p",
    { ...planBody, to: { route: "/old/{station}" } },
    "where the stations are",
  ],
  ["steps", "p", { ...planBody, steps: [] }, "steps"],
  ["somebody to move", "p", { ...planBody, steps: [{ soakMinutes: 1 }] }, "chooses nobody"],
  ["no other words", "p", { ...planBody, oops: 1 }, "oops"],
  [
    "a threshold",
    "p",
    { ...planBody, rollBack: { rules: [{ kind: "findings" }] } },
    "needs stations or percent",
  ],
])("wants %s", async (_what, name, body, words) => {
  const { desk } = await opened();
  await expect(desk.put(name, body, "ops")).rejects.toMatchObject({
    ...{ code: "REQUEST_INVALID", message: expect.stringContaining(words) },
  });
});

it("a plan under way is not changed, and its way never while stations are on it", async () => {
  const { desk, running } = await opened();
  await desk.put("p", planBody, "ops");
  await running();
  await expect(desk.put("p", planBody, "ops")).rejects.toThrow("the plan is running");
  await expect(desk.remove("p")).rejects.toThrow("the plan is running");
  await running("paused");
  await desk.put("p", { ...planBody, perMinute: 5 }, "ops");
  const to = { upstream: "wss://x.example" };
  await expect(desk.put("p", { ...planBody, to }, "ops")).rejects.toThrow("have been moved");
});

it("an order waits for the runner, and is answered when that has taken it", async () => {
  const { board, desk } = await opened();
  await desk.put("p", planBody, "ops");
  const asked = desk.order("p", "start", given());
  await until(async () => (await desk.of("p")).orders.length === 1, "the order is there");
  const [order] = (await desk.of("p")).orders;
  expect(order).toMatchObject({ kind: "start", who: "10.0.0.1 by ops", rollBack: null });
  await writePlan(board, orderEntryOf("p", order?.id ?? ""), null);
  expect((await asked).orders).toEqual([]);
});

it("what cannot be done now, or makes no sense, is said at once", async () => {
  const { desk, running } = await opened();
  await desk.put("p", planBody, "ops");
  await expect(desk.order("p", "pause", given())).rejects.toThrow("it is ready");
  await expect(desk.order("x", "start", given())).rejects.toMatchObject({ code: "NOT_FOUND" });
  await running();
  const named = given({ of: "plan", station: "A" });
  await expect(desk.order("p", "roll-back", named)).rejects.toThrow("go together");
  await expect(desk.order("p", "roll-back", given({ of: "all" }))).rejects.toMatchObject({
    code: "REQUEST_INVALID",
  });
});

it("a plan that is removed leaves nothing behind", async () => {
  const { board, desk, running } = await opened();
  await desk.put("p", planBody, "ops");
  await running("done");
  await desk.remove("p");
  expect((await board.read("plans"))?.texts.size).toBe(0);
});
