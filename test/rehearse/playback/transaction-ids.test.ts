import { expect, it } from "vitest";
import { limits } from "../../../src/base/limits.ts";
import { createTransactionIds } from "../../../src/rehearse/playback/transaction-ids.ts";

it("knows the number of 1.6 that the CSMS gave, both ways, and none that it never gave", () => {
  const ids = createTransactionIds(false);
  ids.learn(17, 901);
  expect([ids.played(17), ids.recorded(901)]).toEqual([901, 17]);
  expect([ids.played(18), ids.recorded(18)]).toEqual([null, 18]);
  expect([ids.played(0), ids.played(-1)]).toEqual([0, -1]);
  // Started once more: the newest number counts.
  ids.learn(17, 902);
  expect([ids.played(17), ids.recorded(902), ids.recorded(901)]).toEqual([902, 17, 901]);
});

it("leaves ids of 2.x, or makes each anew once", () => {
  expect(createTransactionIds(false).played("tx-1")).toBe("tx-1");
  const ids = createTransactionIds(true);
  const made = ids.played("tx-1");
  expect(made).not.toBe("tx-1");
  expect([ids.played("tx-1"), ids.recorded(made ?? "")]).toEqual([made, "tx-1"]);
  expect(ids.played("tx-2")).not.toBe(made);
});

it("forgets the oldest where there are too many", () => {
  const ids = createTransactionIds(false);
  for (let id = 1; id <= limits.playbackTransactionsMax + 1; id += 1) ids.learn(id, id + 1_000_000);
  expect([ids.played(1), ids.recorded(1_000_001)]).toEqual([null, 1_000_001]);
  expect(ids.played(2)).toBe(1_000_002);
});
