import fc from "fast-check";
import { expect, it } from "vitest";
import { createTransactions } from "../../src/backends/transactions.ts";
import { limits } from "../../src/base/limits.ts";

const startOf = (idTag: string) => ({ connectorId: 1, idTag, meterStart: 0, timestamp: "t" });

it("knows one number by the other, whoever answers first", () => {
  const transactions = createTransactions();
  expect(transactions.started("a", startOf("A"))).toBe(true);
  transactions.numberedByCsms("a", 7);
  expect(transactions.forBackend(7)).toBeUndefined();
  transactions.numberedByBackend("a", 100);
  expect(transactions.started("b", startOf("B"))).toBe(true);
  transactions.numberedByBackend("b", 7);
  expect(transactions.forStation(7)).toBeUndefined();
  transactions.numberedByCsms("b", 8);
  expect([7, 8].map((id) => transactions.forBackend(id))).toEqual([100, 7]);
  expect([100, 7, 8].map((id) => transactions.forStation(id))).toEqual([7, 8, undefined]);
});

it("a start that is repeated is the same transaction, until it has ended", () => {
  const transactions = createTransactions();
  transactions.started("a", startOf("A"));
  transactions.numberedByBackend("a", 100);
  expect(transactions.started("b", startOf("A"))).toBe(false);
  transactions.numberedByCsms("b", 7);
  expect(transactions.forBackend(7)).toBe(100);
  transactions.stopped(7);
  expect(transactions.forBackend(7)).toBe(100);
  expect(transactions.started("c", startOf("A"))).toBe(true);
});

it("one that the back-end did not take is forgotten, and may come again", () => {
  const transactions = createTransactions();
  transactions.started("a", startOf("A"));
  transactions.numberedByCsms("a", 7);
  transactions.numberedByBackend("a", null);
  expect(transactions.forBackend(7)).toBeUndefined();
  expect(transactions.started("a", startOf("A"))).toBe(true);
});

it("the newest counts where numbers or message ids come again", () => {
  const transactions = createTransactions();
  for (const [idTag, number] of [
    ["A", 100],
    ["B", 101],
  ] as const) {
    transactions.started("1", startOf(idTag));
    transactions.numberedByCsms("1", 0);
    transactions.numberedByBackend("1", number);
  }
  expect(transactions.forBackend(0)).toBe(101);
  expect(transactions.forStation(100)).toBe(0);
});

it("is bounded, and what is kept comes back, older than what is known", () => {
  const transactions = createTransactions();
  const count = limits.backendTransactionsMax + 5;
  for (let id = 1; id <= count; id += 1) {
    transactions.started(`${id}`, startOf(`${id}`));
    transactions.numberedByCsms(`${id}`, id);
    transactions.numberedByBackend(`${id}`, 1_000 + id);
  }
  expect(transactions.forBackend(5)).toBeUndefined();
  expect(transactions.forBackend(6)).toBe(1_006);
  const later = createTransactions();
  later.started("x", startOf("x"));
  later.numberedByCsms("x", 9);
  later.numberedByBackend("x", 5);
  later.restore(structuredClone(transactions.snapshot()));
  expect([later.forBackend(9), later.forBackend(count)]).toEqual([5, 1_000 + count]);
});

it("keeps no token", () => {
  const transactions = createTransactions();
  transactions.started("a", startOf("DE-SECRET"));
  expect(JSON.stringify(transactions.snapshot())).not.toContain("SECRET");
});

it("takes whatever was kept for what it is", () => {
  fc.assert(
    fc.property(fc.jsonValue(), (kept) => {
      const transactions = createTransactions();
      transactions.restore(kept as never);
      transactions.restore([kept, [1, 2], ["s", "m", "c", 1, 2]] as never);
      expect(transactions.forBackend(1)).toBe(2);
    }),
  );
});
