import { expect, it } from "vitest";
import { addTrigger, takeTrigger } from "../../src/translate/triggers.ts";
import { booted } from "./stage.ts";
import { turnOf } from "./turns.ts";

it("one connector answers once, all connectors each, none too late", () => {
  const turn = turnOf(booted());
  const deadlineMs = turn.nowMs + 5;
  addTrigger(turn, { message: "MeterValues", connectorId: 1, deadlineMs });
  expect([1, 1].map((each) => takeTrigger(turn, "MeterValues", each))).toEqual([true, false]);
  addTrigger(turn, { message: "MeterValues", connectorId: null, deadlineMs });
  expect([1, 2].map((each) => takeTrigger(turn, "MeterValues", each))).toEqual([true, true]);
  addTrigger(turn, { message: "Heartbeat", connectorId: null, deadlineMs: turn.nowMs });
  expect(takeTrigger(turn, "Heartbeat", null)).toBe(false);
});
