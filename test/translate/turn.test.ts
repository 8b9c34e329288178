import { expect, it } from "vitest";
import {
  ask,
  bury,
  continuing,
  isRegistered,
  isUp,
  keep,
  lose,
  update,
  updateLeg,
  updateLive,
  updateStation,
} from "../../src/translate/turn.ts";
import { booted } from "./stage.ts";
import { turnOf } from "./turns.ts";

it("a call on a leg that is down fails at once", () => {
  const it = booted();
  it.down("station");
  const turn = turnOf(it);
  const after = continuing<null>("test.after", () => undefined).with(null);
  ask(turn, "station", { action: "ClearCache", payload: {}, continuation: after });
  expect(turn.ended).toMatchObject([{ outcome: { kind: "closed" } }]);
});

it("what is kept is in the order of its making", () => {
  const turn = turnOf(booted());
  const keys = [1, 2, 3].map(() => keep(turn, { action: "Heartbeat", payload: {} }));
  expect(keys).toEqual([...keys].sort());
  expect(Object.keys(turn.state.outbox)).toEqual(keys);
});

it("a repeated loss is told with its count", () => {
  const turn = turnOf(booted());
  for (let time = 0; time < 10; time += 1) lose(turn, "status-detail", "x");
  expect(turn.effects).toMatchObject([{ count: 1 }, { count: 10 }]);
  bury(turn, "unmatched", { leg: "csms", action: "A", payload: null, problem: "p" });
  expect(turn.effects.at(-1)).toMatchObject({ kind: "deadLetter" });
});

it("replaces parts and leaves the old state as it was", () => {
  const it = booted();
  const turn = turnOf(it);
  updateStation(turn, { registration: "Pending" });
  updateLeg(turn, "csms", { upSinceMs: null });
  updateLive(turn, { isClosing: true });
  update(turn, { ints: { "1": "x" } });
  expect([isRegistered(turn), isUp(turn, "csms"), turn.state.ints]).toEqual([
    ...[false, false, { "1": "x" }],
  ]);
  expect(isRegistered(turnOf(it))).toBe(true);
});
