import { expect, it } from "vitest";
import {
  chargingStateAt,
  chargingStateOf,
  connectorOf,
  connectorStatusOf,
  putConnector,
  statuses16,
  withStatus,
} from "../../src/translate/connector-status.ts";
import { booted } from "./stage.ts";
import { turnOf } from "./turns.ts";

it("nine statuses are five, and say six things of a transaction", () => {
  expect(new Set(statuses16.map(connectorStatusOf)).size).toBe(5);
  expect(new Set(statuses16.map(chargingStateOf)).size).toBe(6);
  expect(connectorStatusOf("Broken")).toBeNull();
});

it("dates an old event's state by the history, a new one's by the status", () => {
  const turn = turnOf(booted());
  const first = withStatus(connectorOf(turn.state, 1), { status: "Charging", atMs: 100, nowMs: 1 });
  putConnector(turn, withStatus(first, { status: "Available", atMs: 200, nowMs: 2 }));
  const connector = connectorOf(turn.state, 1);
  expect(chargingStateAt(connector, { atMs: 150, isOld: true })).toBe("Charging");
  expect(chargingStateAt(connector, { atMs: 50, isOld: true })).toBeNull();
  expect(chargingStateAt(connector, { atMs: 50, isOld: false })).toBe("Idle");
});
