import fc from "fast-check";
import { expect, it } from "vitest";
import type { Override } from "../../src/config/override.ts";
import { decide } from "../../src/cutover/decide.ts";
import type { StationFact } from "../../src/cutover/facts.ts";
import { newRun, type Run } from "../../src/cutover/run.ts";
import { factsOf, MINUTE_US, placeOf, planOf, runOf, stationOf, TO, worldOf } from "./facts.ts";

const running: Run = { ...newRun, status: "running" };
const statesOf = ({ places }: Run) =>
  Object.fromEntries(Object.entries(places).map(([id, { state }]) => [id, state]));

it("chooses who is on the route, and sets the overrides of those it may move now", () => {
  const facts = factsOf([
    stationOf("A"),
    stationOf("B"),
    stationOf("C", { route: "/x/{station}" }),
  ]);
  const { run, set, remove } = decide(planOf(), running, worldOf(facts, {}, { movesMax: 1 }));
  expect(statesOf(run)).toEqual({ A: "ordered", B: "ordered" });
  expect([set, remove]).toEqual([["A"], []]);
  expect(run.places["A"]?.movedUs, "before it is done").toBe(100);
});

it("with `wait` nobody is moved who charges, and everybody when it is done", () => {
  const plan = planOf({ sessions: "wait" });
  const busy = factsOf([stationOf("A", { isBusy: true }), stationOf("B")]);
  const first = decide(plan, running, worldOf(busy));
  expect(first.set).toEqual(["B"]);
  const later = decide(
    plan,
    first.run,
    worldOf(factsOf([stationOf("A"), stationOf("B")]), { B: TO }),
  );
  expect(later.set).toEqual(["A"]);
  expect(statesOf(later.run)).toEqual({ A: "ordered", B: "moved" });
});

it("who has an override of somebody else, or another route, is left alone", () => {
  const plan = planOf({ steps: [{ stations: ["B"], percent: 100 }] });
  const facts = factsOf([stationOf("A"), stationOf("B", { route: "/x/{station}" })]);
  const other: Override = { upstream: "wss://elsewhere.example" };
  const { run, set } = decide(plan, running, worldOf(facts, { A: other }));
  expect(statesOf(run)).toEqual({ A: "byHand", B: "byHand" });
  expect(set).toEqual([]);
});

it("an override that somebody changes or removes is theirs from then on", () => {
  const run = runOf({ A: placeOf(), B: placeOf() });
  const facts = factsOf([stationOf("A"), stationOf("B")]);
  const after = decide(planOf(), run, worldOf(facts, { B: { route: "/x/{station}" } })).run;
  expect(statesOf(after)).toEqual({ A: "byHand", B: "byHand" });
  expect(decide(planOf(), after, worldOf(facts)).set).toEqual([]);
});

it("a named station that nobody has seen is moved before it comes", () => {
  const plan = planOf({ steps: [{ stations: ["new"] }] });
  expect(decide(plan, running, worldOf(factsOf([]))).set).toEqual(["new"]);
});

it("a step is watched from its last station on; then it waits, or goes on by itself", () => {
  const steps = [{ stations: ["A"], soakMinutes: 1, next: "continue" }, { percent: 100 }];
  const plan = planOf({ steps });
  const facts = factsOf([stationOf("A"), stationOf("B")]);
  const watched = decide(plan, runOf({ A: placeOf() }), worldOf(facts, { A: TO })).run;
  expect(watched).toMatchObject({ step: 0, movedSinceUs: 100, why: "watching" });
  const look = (nowUs: number, run = watched, given = plan) =>
    decide(given, run, worldOf(facts, { A: TO }, { nowUs })).run;
  expect(look(MINUTE_US).step).toBe(0);
  expect(look(MINUTE_US + 100).step).toBe(1);
  const patient = planOf({ steps: [{ ...steps[0], next: "wait" }, steps[1]] });
  expect(look(9 * MINUTE_US, watched, patient)).toMatchObject({
    ...{ step: 0, why: "waiting for an operator" },
  });
  expect(look(200, { ...watched, isNextAsked: true }, patient)).toMatchObject({
    ...{ step: 1, isNextAsked: false },
  });
});

it("after the last step it is done", () => {
  const plan = planOf();
  const facts = factsOf([stationOf("A")]);
  const run = runOf({ A: placeOf() }, { movedSinceUs: 1 });
  const done = decide(plan, run, worldOf(facts, { A: TO }, { nowUs: 2 * MINUTE_US })).run;
  expect(done.status).toBe("done");
});

it("a rule that is met takes back what the plan says, and tells why", () => {
  const error = { stationId: "A", rule: "call-error", isError: true, firstUs: 50, lastUs: 60 };
  const look = (of: string) => {
    const rules = [{ kind: "findings", stations: 1 }];
    const plan = planOf({ rollBack: { rules, of, sessions: "move" } });
    const facts = factsOf([stationOf("A", { isBusy: true }), stationOf("B")], {
      findings: [error],
    });
    const run = runOf({ A: placeOf({ step: 1 }), B: placeOf() }, { step: 1 });
    return decide(plan, run, worldOf(facts, { A: TO, B: TO }));
  };
  expect(look("station")).toMatchObject({ run: { status: "running" }, remove: ["A"] });
  expect(look("step")).toMatchObject({ run: { status: "paused" }, remove: ["A"] });
  const all = look("plan");
  expect(all).toMatchObject({ run: { status: "returning" }, remove: ["A", "B"], set: [] });
  expect(all.run.trail).toContainEqual(
    expect.objectContaining({ what: "rule met", why: expect.stringContaining("1 of 2") }),
  );
});

it("a station goes back when nothing charges there, unless it is forced", () => {
  const facts = factsOf([stationOf("A", { isBusy: true }), stationOf("B", { isBusy: true })]);
  const places = {
    A: placeOf({ state: "returning" }),
    B: placeOf({ state: "returning", isForced: true }),
  };
  const run = runOf(places, { status: "returning" });
  expect(decide(planOf(), run, worldOf(facts, { A: TO, B: TO })).remove).toEqual(["B"]);
});

it("when all are back it is over, and nothing more is done", () => {
  const run = runOf({ A: placeOf({ state: "returning" }) }, { status: "returning" });
  const after = decide(planOf(), run, worldOf(factsOf([stationOf("A")])));
  expect(after).toMatchObject({ run: { status: "returned" }, set: [], remove: [] });
  expect(decide(planOf(), after.run, worldOf(factsOf([stationOf("A")]))).run).toBe(after.run);
});

it("blind, it moves nobody but who was forced back", () => {
  const places = {
    A: placeOf({ state: "ordered", movedUs: 0 }),
    B: placeOf({ state: "returning" }),
    C: placeOf({ state: "returning", isForced: true }),
  };
  const blind = worldOf(factsOf([]), { B: TO, C: TO }, { isBlind: true });
  const after = decide(planOf(), runOf(places), blind);
  expect([after.set, after.remove]).toEqual([[], ["C"]]);
  expect(after.run.step).toBe(0);
});

// ── whatever order of crashes ────────────────────

type Turn = {
  /** How many of its writes the runner does before it is killed. */
  readonly lives: number;
  readonly busy: readonly number[];
  readonly isBack: boolean;
};

const IDS = ["A", "B", "C", "D"] as const;

const turns = fc.array(
  fc.record({
    lives: fc.integer({ min: 0, max: 3 }),
    busy: fc.subarray([0, 1, 2, 3]),
    isBack: fc.boolean(),
  }),
  { maxLength: 20 },
);

/** A runner that is killed at any write; gives who was moved while it charged, and the end. */
function live(all: readonly Turn[], sessions: "wait" | "move") {
  const plan = planOf({ sessions, rollBack: { sessions } });
  const overrides: Record<string, Override> = {};
  const movedWhileBusy: string[] = [];
  let stored: Run = { ...running };
  let nowUs = 100;
  const look = ({ lives, busy, isBack }: Turn) => {
    nowUs += 10;
    const stations: StationFact[] = IDS.map((id, index) =>
      stationOf(id, { isBusy: busy.includes(index) }),
    );
    const given: Run = isBack
      ? {
          ...stored,
          status: "returning",
          places: Object.fromEntries(
            Object.entries(stored.places).map(([id, place]) => [
              id,
              place.state === "ordered" || place.state === "moved"
                ? { ...place, state: "returning" as const }
                : place,
            ]),
          ),
        }
      : stored;
    const { run, set, remove } = decide(
      plan,
      given,
      worldOf(factsOf(stations), overrides, { nowUs }),
    );
    const writes = [
      () => {
        stored = run;
      },
      ...remove.map((id) => () => {
        delete overrides[id];
        if (busy.includes(IDS.indexOf(id as "A"))) movedWhileBusy.push(id);
      }),
      ...set.map((id) => () => {
        overrides[id] = TO;
        if (busy.includes(IDS.indexOf(id as "A"))) movedWhileBusy.push(id);
      }),
    ];
    for (const write of writes.slice(0, lives)) write();
  };
  for (const turn of all) look(turn);
  // Calm: it lives, and nobody charges.
  for (let round = 0; round < 6; round += 1) look({ lives: 99, busy: [], isBack: false });
  return { stored, overrides, movedWhileBusy };
}

it("whatever is killed when, each station ends where the plan wants it", () => {
  fc.assert(
    fc.property(turns, fc.constantFrom("wait" as const, "move" as const), (all, sessions) => {
      const { stored, overrides } = live(all, sessions);
      const wanted = stored.status === "returned" ? [] : [...IDS];
      expect(Object.keys(overrides).sort()).toEqual(wanted);
      const states = new Set(Object.values(stored.places).map(({ state }) => state));
      expect([...states]).toEqual(
        stored.status === "returned" ? (states.size === 0 ? [] : ["back"]) : ["moved"],
      );
    }),
    { numRuns: 500 },
  );
});

it("with `wait` nobody is ever moved while it charges", () => {
  fc.assert(
    fc.property(turns, (all) => {
      expect(live(all, "wait").movedWhileBusy).toEqual([]);
    }),
    { numRuns: 500 },
  );
});
