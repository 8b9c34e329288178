import { expect, it } from "vitest";
import { limits } from "../../src/base/limits.ts";
import { newRun, parseKeptPlan, parseOrder, parseRun, told } from "../../src/cutover/run.ts";
import { placeOf, planOf, runOf } from "./facts.ts";

it("what is stored comes back as it was", () => {
  const run = told(runOf({ __proto__x: placeOf(), "CP é": placeOf({ state: "back" }) }), {
    ...{ nowUs: 5, who: "ops", what: "start", stations: ["CP é"] },
  });
  expect(parseRun(JSON.stringify(run))).toEqual(run);
  const kept = { plan: planOf(), setAt: "2026-01-01T00:00:00.000000Z", setBy: "ops" };
  expect(parseKeptPlan(JSON.stringify(kept))).toEqual(kept);
});

it.each(["", "{", "[]", "null", '{"status":"running"}', '{"status":"gone","places":{}}'])(
  "%j on the board is none",
  (text) => {
    expect([parseRun(text), parseKeptPlan(text), parseOrder(text)]).toEqual([null, null, null]);
  },
);

it("the trail is bounded: the oldest goes, and stations are counted beyond those it names", () => {
  const stations = Array.from({ length: 1_000 }, (_, index) => `CP-${index}`);
  let run = newRun;
  for (let entry = 0; entry <= limits.planTrailMax; entry += 1) {
    run = told(run, { nowUs: entry, who: "x", what: `${entry}`, why: "y".repeat(5_000), stations });
  }
  expect(run.trail).toHaveLength(limits.planTrailMax);
  expect(run.trail[0]?.what).toBe("1");
  expect(run.trail.at(-1)).toMatchObject({ count: 1_000 });
  expect(run.trail.at(-1)?.stations).toHaveLength(limits.planTrailStationsMax);
  expect(run.trail.at(-1)?.why).toHaveLength(limits.planTrailCharsMax);
});
