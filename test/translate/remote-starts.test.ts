import { expect, it } from "vitest";
import {
  addRemoteStart,
  dropRemoteStart,
  takeRemoteStart,
} from "../../src/translate/remote-starts.ts";
import { booted } from "./stage.ts";
import { turnOf } from "./turns.ts";

it("the oldest that fits is used up; a late one is not used", () => {
  const turn = turnOf(booted());
  const of = (remoteStartId: number, expiresAtMs: number) =>
    addRemoteStart(turn, {
      ...{ remoteStartId, expiresAtMs, idTag: "a", connectorId: null },
      askedAtMs: turn.nowMs + remoteStartId,
    });
  of(2, turn.nowMs + 9);
  of(1, turn.nowMs + 9);
  of(3, turn.nowMs + 9);
  dropRemoteStart(turn, 3);
  const take = () =>
    takeRemoteStart(turn, { idTag: "A", connectorId: 4, atMs: null })?.remoteStartId ?? null;
  expect([take(), take(), take()]).toEqual([1, 2, null]);
  of(5, turn.nowMs);
  expect(take()).toBeNull();
});

it("a start from before the request is not its answer", () => {
  const turn = turnOf(booted());
  const askedAtMs = turn.nowMs;
  const start = { remoteStartId: 1, idTag: "a", connectorId: null, askedAtMs };
  addRemoteStart(turn, { ...start, expiresAtMs: askedAtMs + 60_000 });
  const of = { idTag: "A", connectorId: 1 };
  expect(takeRemoteStart(turn, { ...of, atMs: askedAtMs - 1 })).toBeNull();
  expect(takeRemoteStart(turn, { ...of, atMs: askedAtMs })?.remoteStartId).toBe(1);
});
