import { expect, it } from "vitest";
import { openTransaction } from "../../src/translate/new-transactions.ts";
import {
  openTransactionOn,
  openTransactions,
  putTransaction,
  takeInt,
  transactionByInt,
} from "../../src/translate/transaction-state.ts";
import { booted } from "./stage.ts";
import { turnOf } from "./turns.ts";

const opening = {
  ...{ connectorId: 1, idTag: "A", idToken: null, naturalKey: "k", epoch: 0, atMs: 0 },
  ...{ meterStartWh: 0, remoteStartId: null, chargingState: null, int: null },
};

it("numbers are given once, and past those that stations brought along", () => {
  const turn = turnOf(booted());
  openTransaction(turn, { ...opening, int: 2 });
  expect([takeInt(turn), takeInt(turn)]).toEqual([1, 3]);
});

it("an ended one is known by its number, but not open", () => {
  const turn = turnOf(booted());
  const transaction = openTransaction(turn, opening);
  expect(openTransactionOn(turn.state, 1)?.txId).toBe(transaction.txId);
  putTransaction(turn, { ...transaction, isOpen: false, endedAtMs: turn.nowMs });
  expect(openTransactions(turn.state)).toEqual([]);
  expect(transactionByInt(turn.state, transaction.int)?.isOpen).toBe(false);
});

it("a month after its end it is forgotten, when another begins", () => {
  const turn = turnOf(booted());
  const transaction = openTransaction(turn, opening);
  putTransaction(turn, { ...transaction, isOpen: false, endedAtMs: turn.nowMs - 31 * 86_400_000 });
  openTransaction(turn, { ...opening, naturalKey: "other" });
  expect(transactionByInt(turn.state, transaction.int)).toBeNull();
});
