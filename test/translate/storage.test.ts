import { expect, it } from "vitest";
import { newState, restored, stateVersion, writesBetween } from "../../src/translate/storage.ts";
import { booted } from "./stage.ts";

it("what is written is what comes back", () => {
  const it = booted();
  const start = { connectorId: 1, idTag: "A", meterStart: 0, timestamp: "2026-05-01T09:59:00Z" };
  it.station("StartTransaction", start);
  const { live: _one, ...before } = it.state;
  it.crash();
  const { live, ...after } = it.state;
  expect(after).toEqual(before);
  expect(live.nextOrder).toBeGreaterThan(Object.values(after.outbox)[0]?.order ?? 0);
});

it("only what changed is written", () => {
  const state = newState("CP-7", "salt");
  expect(writesBetween(state, state)).toEqual([]);
  const ints = { "1": "a" };
  expect(writesBetween(state, { ...state, ints })).toEqual([{ key: "ints/1", value: "a" }]);
  expect(writesBetween({ ...state, ints }, state)).toEqual([{ key: "ints/1", value: null }]);
});

it("documents of any kind give a state, and missing fields their defaults", () => {
  const state = restored("CP-7", "salt", [
    { key: "station", value: { nextInt: 9, version: stateVersion } },
    { key: "live", value: { salt: "x" } },
    { key: "nonsense/1", value: 1 },
    { key: "jobs", value: "broken" },
  ]);
  expect(state.station).toMatchObject({ nextInt: 9, boots: 0 });
  expect([state.live.salt, state.jobs.firmware]).toEqual(["salt", null]);
});
