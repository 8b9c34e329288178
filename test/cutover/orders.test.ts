import { expect, it } from "vitest";
import { obey, problemOf } from "../../src/cutover/orders.ts";
import { newRun, type Order, type OrderKind } from "../../src/cutover/run.ts";
import { placeOf, runOf } from "./facts.ts";

const at = { nowUs: 9 };
const order = (kind: OrderKind, rollBack: Order["rollBack"] = null): Order => ({
  ...{ id: "1", at: "2026-01-01T00:00:00Z", who: "ops", kind, rollBack },
});

it("starts, pauses, goes on, and takes the next step", () => {
  const started = obey(newRun, order("start"), at);
  expect(started).toMatchObject({ status: "running", step: 0 });
  const paused = obey(started, order("pause"), at);
  expect(paused).toMatchObject({ status: "paused", why: "paused by ops" });
  const on = obey(paused, order("resume"), at);
  expect(on).toMatchObject({ status: "running", why: "" });
  expect(obey(on, order("next"), at).isNextAsked).toBe(true);
});

it("a start after all came back begins anew, and keeps the trail", () => {
  const before = runOf({ A: placeOf({ state: "back" }) }, { status: "returned", step: 3 });
  const after = obey(before, order("start"), at);
  expect(after).toMatchObject({ status: "running", step: 0, places: {} });
  expect(after.trail.map(({ what }) => what)).toEqual(["start"]);
});

it("what does not fit is refused, and told", () => {
  expect(problemOf(newRun, "pause")).toBe("it is ready");
  const after = obey(newRun, order("next"), at);
  expect(after).toMatchObject({ status: "ready", isNextAsked: false });
  expect(after.trail.at(-1)).toMatchObject({ what: "next refused", why: "it is ready" });
});

it("rolls back one station, the step's, or all", () => {
  const run = runOf(
    { A: placeOf(), B: placeOf({ step: 1 }), C: placeOf({ step: 1 }) },
    { step: 1 },
  );
  const statesAfter = (rollBack: Order["rollBack"]) =>
    Object.values(obey(run, order("roll-back", rollBack), at).places).map(({ state }) => state);
  expect(statesAfter({ of: "station", station: "B", isForced: false })).toEqual([
    ...["moved", "returning", "moved"],
  ]);
  expect(statesAfter({ of: "step", isForced: false })).toEqual(["moved", "returning", "returning"]);
  expect(statesAfter(null)).toEqual(["returning", "returning", "returning"]);
});
