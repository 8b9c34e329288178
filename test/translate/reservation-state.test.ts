import { expect, it } from "vitest";
import {
  connectorBecame,
  dropReservation,
  endReservation,
} from "../../src/translate/reservation-state.ts";
import { booted } from "./stage.ts";
import { turnOf } from "./turns.ts";

const reservation = { reservationId: 1, connectorId: 1, expiresAtMs: 9e15, idTag: "A" };

function reserved() {
  const turn = turnOf(booted());
  turn.state = { ...turn.state, reservations: { "1": reservation } };
  return turn;
}

it("a fault removes it, a start takes it, another connector does not touch it", () => {
  const turn = reserved();
  connectorBecame(turn, { connectorId: 2, before: "Reserved", after: "Available" });
  expect(Object.keys(turn.state.reservations)).toEqual(["1"]);
  connectorBecame(turn, { connectorId: 1, before: "Reserved", after: "Faulted" });
  expect(Object.values(turn.state.outbox).map(({ payload }) => payload)).toEqual([
    { reservationId: 1, reservationUpdateStatus: "Removed" },
  ]);
  const other = reserved();
  dropReservation(other, 1);
  expect(other.state.outbox).toEqual({});
  endReservation(other, 1, "Expired");
  expect(Object.values(other.state.outbox)).toHaveLength(1);
});
