import { expect, it } from "vitest";
import {
  addressOf,
  connectorIdsOf,
  connectorInUse,
  connectorsAt,
  evseIdsOf,
} from "../../src/translate/topology.ts";
import { booted } from "./stage.ts";
import { turnOf } from "./turns.ts";

const entry = (connectorId: number, evseId: number, evseConnectorId: number) => ({
  ...{ connectorId, evseId, evseConnectorId, connectorType: null },
});

it("connector n is connector 1 of EVSE n, unless an operator says otherwise", () => {
  const turn = turnOf(booted());
  expect([addressOf(turn, 2), addressOf(turn, 0)]).toEqual([{ id: 2, connectorId: 1 }, null]);
  expect([connectorIdsOf(turn), connectorsAt(turn, { id: 2 }), connectorsAt(turn, {})]).toEqual([
    ...[[1], null, [0]],
  ]);
});

it("two connectors on one EVSE are told apart by both numbers", () => {
  const topology = [entry(1, 1, 1), entry(2, 1, 2), entry(3, 2, 1)];
  const turn = turnOf(booted({ settings: { topology } }));
  expect(evseIdsOf(turn)).toEqual([1, 2]);
  expect(connectorsAt(turn, { id: 1 })).toEqual([1, 2]);
  expect(connectorsAt(turn, { id: 2, connectorId: 1 })).toEqual([3]);
  expect(connectorInUse(turn.state, [1, 2])).toBe(1);
});
