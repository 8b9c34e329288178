import { expect, it } from "vitest";
import { limits } from "../../src/base/limits.ts";
import type { BookedPlan } from "../../src/cutover/plan-book.ts";
import type { Run } from "../../src/cutover/run.ts";
import { viewOf } from "../../src/cutover/view.ts";
import { placeOf, planOf, runOf, stationOf } from "./facts.ts";

const bookedOf = (run: Run, patch: object = {}): BookedPlan => ({
  ...{ name: "p", run, orders: [] },
  kept: { plan: planOf(patch), setAt: "2026-01-01T00:00:00.000000Z", setBy: "ops" },
});

it("says where each station is, and counts them by step", () => {
  const steps = [{ stations: ["A", "B", "C"] }, { percent: 100 }];
  const run = runOf({
    A: placeOf({ movedUs: 50 }),
    B: placeOf({ movedUs: 50 }),
    C: placeOf({ state: "ordered", movedUs: 0 }),
  });
  const facts = [
    stationOf("A", { openedUs: 60 }),
    stationOf("B", { openedUs: 40 }),
    stationOf("C", { isBusy: true }),
    stationOf("D"),
  ];
  const view = viewOf(bookedOf(run, { steps, sessions: "wait" }), facts);
  expect(view.stations.map(({ stationId, state }) => [stationId, state])).toEqual([
    ...[
      ["A", "moved"],
      ["B", "moving"],
      ["C", "waiting"],
      ["D", "todo"],
    ],
  ]);
  expect(view.counts).toMatchObject({ moved: 1, moving: 1, waiting: 1, todo: 1 });
  expect(view.steps.map(({ stations }) => stations)).toEqual([3, 1]);
});

it("without the record it says what the plan itself did, and that it is without", () => {
  const view = viewOf(bookedOf(runOf({ A: placeOf() })), null);
  expect([view.isRecordRead, view.total, view.counts.moved]).toEqual([false, 1, 1]);
});

it("shows no credentials, the newest of the trail first, and no more stations than it may", () => {
  const places = Object.fromEntries(
    Array.from({ length: limits.planStationsToldMax + 5 }, (_, index) => [`S${index}`, placeOf()]),
  );
  const entry = { at: "", who: "", why: "", stations: [], count: 0 };
  const trail = [
    { ...entry, what: "old" },
    { ...entry, what: "new" },
  ];
  const to = { upstream: "wss://user:secret@csms.example/ocpp" };
  const view = viewOf(bookedOf(runOf(places, { trail }), { to }), null);
  expect(JSON.stringify(view)).not.toContain("secret");
  expect(view.trail.map(({ what }) => what)).toEqual(["new", "old"]);
  expect([view.stations.length, view.total]).toEqual([
    ...[limits.planStationsToldMax, limits.planStationsToldMax + 5],
  ]);
});
