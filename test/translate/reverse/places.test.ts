import { expect, it } from "vitest";
import {
  connectorIdAt,
  evseOf,
  putPlace,
  statusAt,
} from "../../../src/translate/reverse/places.ts";
import { turnOf } from "../turns.ts";
import { reversed } from "./stage.ts";

const topology = [
  { connectorId: 1, evseId: 1, evseConnectorId: 1, connectorType: null },
  { connectorId: 2, evseId: 1, evseConnectorId: 2, connectorType: null },
  { connectorId: 3, evseId: 2, evseConnectorId: 1, connectorType: null },
];

it("10: EVSE n is connector n, unless a topology says otherwise", () => {
  const auto = turnOf(reversed());
  const listed = turnOf(reversed({ settings: { topology } }));
  const ids = [{ id: 2, connectorId: 1 }, { id: 1, connectorId: 2 }, { id: 9 }, undefined];
  expect(ids.map((each) => connectorIdAt(auto, each))).toEqual([2, 1, 9, 0]);
  expect(ids.map((each) => connectorIdAt(listed, each))).toEqual([3, 2, null, 0]);
  expect([evseOf(auto, 2), evseOf(listed, 2), evseOf(listed, 3), evseOf(listed, 4)]).toEqual([
    ...[{ id: 2 }, { id: 1, connectorId: 2 }, { id: 2 }, null],
  ]);
});

it("connectors that share a number show the busiest of their statuses, which is told", () => {
  const turn = turnOf(reversed());
  putPlace(turn, { evseId: 1, connectorId: 1, status: "Occupied", atMs: 0 });
  putPlace(turn, { evseId: 1, connectorId: 2, status: "Unavailable", atMs: 1 });
  expect([statusAt(turn, 1), statusAt(turn, 2)]).toEqual(["Occupied", ""]);
  expect(turn.effects).toMatchObject([{ loss: "connectors-share" }]);
});
