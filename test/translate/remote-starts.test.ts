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
  const take = () => takeRemoteStart(turn, { idTag: "A", connectorId: 4 })?.remoteStartId ?? null;
  expect([take(), take(), take()]).toEqual([1, 2, null]);
  of(5, turn.nowMs);
  expect(take()).toBeNull();
});
