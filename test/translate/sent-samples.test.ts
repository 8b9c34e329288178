import { expect, it } from "vitest";
import { limits } from "../../src/base/limits.ts";
import { printOf, sentSamples, withoutSent, withSent } from "../../src/translate/sent-samples.ts";
import { defaultSettings } from "../../src/translate/settings.ts";
import { at, type State, type Transaction } from "../../src/translate/state.ts";
import { newState, restored, writesBetween } from "../../src/translate/storage.ts";
import { putTransaction } from "../../src/translate/transaction-state.ts";
import type { Turn } from "../../src/translate/turn.ts";

const sample = {
  ...{ sampledValue: {}, context: "Sample.Periodic", measurand: "Voltage", phase: "L1" },
  ...{ location: "", value: 1, isSigned: false },
};

it("another time or phase is another sample, another value is not", () => {
  const print = printOf(1, sample);
  expect(printOf(1, { ...sample, value: 2 })).toBe(print);
  expect(printOf(2, sample)).not.toBe(print);
  expect(printOf(1, { ...sample, phase: "L2" })).not.toBe(print);
});

const transaction: Transaction = {
  ...{ txId: "tx/1", int: 1, connectorId: 1, idTag: null, idToken: null, naturalKey: "" },
  ...{ epoch: 0, nextSeqNo: 1, isOpen: true, startedAtMs: 0, openedAtMs: 0, endedAtMs: null },
  ...{ stopKey: null, meterStartWh: 0, registerWh: 0, lastEventAtMs: 0, chargingState: null },
  ...{ remoteStartId: null, isIntUsed: true, isAdopted: false, isSynthetic: false },
  ...{ isPlugged: false, startInfo: null, doubtedAtMs: null, samples: { first: 0, end: 0 } },
  charging: { sinceMs: null, totalMs: 0, isWhole: true },
};

function turnOn(state: State): Turn {
  return { nowMs: 0, settings: defaultSettings, cause: null, state, effects: [], ended: [] };
}

function note(state: State, prints: readonly string[]): State {
  const turn = turnOn(state);
  const known = at(state.transactions, transaction.txId) ?? transaction;
  putTransaction(turn, withSent(turn, known, prints));
  return turn.state;
}

const prints = (from: number, count: number) =>
  Array.from({ length: count }, (_, index) => `print-${String(from + index).padStart(9, "0")}`);

const told = (state: State) => sentSamples(state, state.transactions["tx/1"] ?? transaction);

it("one more of many writes few of them anew", () => {
  let state = newState("CP-1", "salt");
  for (let at = 0; at < 600; at += 3) state = note(state, prints(at, 3));
  const { needed } = writesBetween(state, note(state, prints(600, 3)));
  expect(needed.map(({ key }) => key)).toEqual(["transactions/tx/1", "samples/tx/1#9"]);
  expect(JSON.stringify(needed).length).toBeLessThan(3_000);
});

it("they survive a restart, in whatever number they came, and of too many the oldest go", () => {
  const fresh = newState("CP-1", "salt");
  let state = fresh;
  let count = 0;
  for (const many of [1, 63, 64, 65, 1, 200, limits.sentSamplesMax + 5, 7]) {
    state = note(state, prints(count, many));
    count += many;
    const kept = told(restored("CP-1", "other", writesBetween(fresh, state).needed));
    expect(kept).toEqual(told(state));
    expect(kept.size).toBeLessThanOrEqual(limits.sentSamplesMax);
    expect(kept.size).toBeGreaterThanOrEqual(Math.min(count, limits.sentSamplesMax - 64));
    for (const print of prints(count - Math.min(count, 900), Math.min(count, 900))) {
      expect(kept.has(print)).toBe(true);
    }
  }
});

it("nothing is left of them when the transaction is over", () => {
  const state = note(newState("CP-1", "salt"), prints(0, 300));
  const turn = turnOn(state);
  putTransaction(turn, withoutSent(turn, at(state.transactions, "tx/1") ?? transaction));
  expect(turn.state.samples).toEqual({});
  expect(told(turn.state).size).toBe(0);
});

it("those that a version before kept in the transaction itself still count", () => {
  const { samples: _samples, ...old } = transaction;
  const value = { ...old, sentSamples: prints(0, 2) };
  const state = note(restored("CP-1", "salt", [{ key: "transactions/tx/1", value }]), prints(2, 1));
  expect(told(state)).toEqual(new Set(prints(0, 3)));
});
