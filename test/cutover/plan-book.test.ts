import { expect, it } from "vitest";
import {
  leftEntriesOf,
  orderEntryOf,
  plansOf,
  readPlans,
  runEntryOf,
  writePlan,
} from "../../src/cutover/plan-book.ts";
import { newRun } from "../../src/cutover/run.ts";
import { aloneFleet } from "../support/alone.ts";
import { boardOfPlans, planBody } from "./board.ts";

const kept = JSON.stringify({ plan: planBody, setAt: "2026-01-01T00:00:00Z", setBy: "ops" });
const orderOf = (id: string, at: string) =>
  JSON.stringify({ id, at, who: "ops", kind: "start", rollBack: null });

it("a plan, its run and its orders are entries of their own", async () => {
  const { board } = await boardOfPlans();
  await writePlan(board, "b", kept);
  await writePlan(board, "a", kept);
  await writePlan(board, runEntryOf("a"), JSON.stringify({ ...newRun, status: "paused" }));
  await writePlan(board, orderEntryOf("a", "2"), orderOf("2", "2026-01-02T00:00:00Z"));
  await writePlan(board, orderEntryOf("a", "1"), orderOf("1", "2026-01-01T00:00:00Z"));
  const plans = plansOf(await readPlans(board));
  expect([...plans.keys()]).toEqual(["a", "b"]);
  expect(plans.get("a")?.run.status).toBe("paused");
  expect(plans.get("a")?.orders.map(({ id }) => id)).toEqual(["1", "2"]);
  expect(plans.get("b")).toMatchObject({ run: { status: "ready" }, orders: [] });
});

it("what others wrote there is no plan; what is left of a plan is known", () => {
  const texts = new Map([
    ["x", "{"],
    ["gone/run", "{}"],
    ["gone/order/1", "{}"],
  ]);
  expect(plansOf({ version: 1, texts }).size).toBe(0);
  expect(leftEntriesOf({ version: 1, texts })).toEqual(["gone/run", "gone/order/1"]);
});

it("without the board nothing is known, and nothing is said to be stored", async () => {
  const { board } = aloneFleet;
  await expect(readPlans(board)).rejects.toMatchObject({ code: "FLEET_UNAVAILABLE" });
  await expect(writePlan(board, "a", kept)).rejects.toMatchObject({ code: "FLEET_UNAVAILABLE" });
});
