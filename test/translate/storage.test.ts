import { expect, it } from "vitest";
import type { State } from "../../src/translate/state.ts";
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
  expect(writesBetween(state, state)).toEqual({ needed: [], idle: [] });
  const ints = { "1": "a" };
  const needed = (before: State, after: State) => writesBetween(before, after).needed;
  expect(needed(state, { ...state, ints })).toEqual([{ key: "ints/1", value: "a" }]);
  expect(needed({ ...state, ints }, state)).toEqual([{ key: "ints/1", value: null }]);
});

it("that a message arrived or a token was used again is no write that must come first", () => {
  const it = booted();
  it.station("Authorize", { idTag: "A" });
  it.answer("csms", { idTokenInfo: { status: "Accepted" } });
  const { state } = it;
  const token = state.tokens["a"];
  if (token === undefined) throw new Error("the token is not known");
  const used = { ...state, tokens: { a: { ...token, seenAtMs: 1, acceptedAtMs: 2 } } };
  expect(writesBetween(state, used)).toMatchObject({ needed: [], idle: [{ key: "tokens/a" }] });
  const blocked = { ...state, tokens: { a: { ...token, status: "Blocked" } } };
  expect(writesBetween(state, blocked)).toMatchObject({ needed: [{ key: "tokens/a" }], idle: [] });
  const entry = it.station("StatusNotification", status);
  expect(entry).toBeDefined();
  expect(writesBetween(it.state, { ...it.state, outbox: {} })).toMatchObject({
    ...{ needed: [], idle: [{ value: null }] },
  });
});

const status = { connectorId: 1, errorCode: "NoError", status: "Available" };

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
