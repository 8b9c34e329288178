import { expect, it } from "vitest";
import { adopt, openTransaction, reopened } from "../../src/translate/new-transactions.ts";
import { booted } from "./stage.ts";
import { turnOf } from "./turns.ts";

const opening = {
  ...{ connectorId: 1, idTag: "A", idToken: null, naturalKey: "k", epoch: 0, atMs: 0 },
  ...{ meterStartWh: 0, remoteStartId: null, chargingState: null, int: null },
};

it("a key is open once; after its end it is another transaction", () => {
  const turn = turnOf(booted());
  const { txId } = openTransaction(turn, opening);
  expect(reopened(turn, "k")).toMatchObject({ known: { txId }, epoch: 0 });
});

it("a foreign number stays, unless it is taken or is none", () => {
  const turn = turnOf(booted());
  const of = (int: number) => {
    const at = { connectorId: 2, atMs: turn.nowMs, registerWh: null, idTag: null, idToken: null };
    return adopt(turn, { int, ...at }).transaction.int;
  };
  expect([of(77), of(-1), of(77)]).toEqual([77, 1, 2]);
});
