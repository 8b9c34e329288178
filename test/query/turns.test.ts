import { expect, it } from "vitest";
import type { Reader } from "../../src/query/reader.ts";
import { takeTurns } from "../../src/query/turns.ts";

/** A store whose answers come when the test says so. */
function slowStore() {
  const asked: string[] = [];
  const answers: ((failure?: Error) => void)[] = [];
  const reader: Reader = {
    query<Row>(statement: string) {
      asked.push(statement);
      const { promise, resolve, reject } = Promise.withResolvers<Row[]>();
      answers.push((failure) => (failure === undefined ? resolve([]) : reject(failure)));
      return promise;
    },
  };
  return { reader, asked, answer: (failure?: Error) => answers.shift()?.(failure) };
}

it("asks so many at once, and the others in their order", async () => {
  const { reader, asked, answer } = slowStore();
  const turns = takeTurns(reader, { atOnce: 3, waitingMax: 10 })("a");
  const all = ["a", "b", "c", "d"].map((statement) => turns.query(statement));
  await Promise.resolve();
  expect(asked).toEqual(["a", "b"]);
  answer();
  await all[0];
  await expect.poll(() => asked).toEqual(["a", "b", "c"]);
  answer(new Error("no"));
  await expect(all[1]).rejects.toThrow("no");
  await expect.poll(() => asked).toEqual(["a", "b", "c", "d"]);
  answer();
  answer();
  await Promise.all([all[2], all[3]]);
});

it("who has gone is not asked for, and gives the turn to nobody else", async () => {
  const { reader, asked, answer } = slowStore();
  const turns = takeTurns(reader, { atOnce: 1, waitingMax: 10 })("a");
  const first = turns.query("a");
  const leaving = new AbortController();
  const second = turns.query("b", {}, { signal: leaving.signal });
  const third = turns.query("c");
  leaving.abort(new Error("gone"));
  await expect(second).rejects.toThrow("gone");
  answer();
  await first;
  await expect.poll(() => asked).toEqual(["a", "c"]);
  answer();
  await third;
  await expect(turns.query("d", {}, { signal: leaving.signal })).rejects.toThrow("gone");
  const last = turns.query("e");
  await expect.poll(() => asked).toEqual(["a", "c", "e"]);
  answer();
  expect(await last).toEqual([]);
});

it("lets only so many wait, and tells the others when to come again", async () => {
  const { reader, asked, answer } = slowStore();
  const turns = takeTurns(reader, { atOnce: 1, waitingMax: 2 })("a");
  const all = ["a", "b", "c"].map((statement) => turns.query(statement));
  await expect(turns.query("d")).rejects.toMatchObject({
    code: "QUERIES_FULL",
    message: "There are 2 questions waiting for the store already.",
    details: { seconds: 2 },
  });
  for (const one of all) {
    await expect.poll(() => asked.length).toBeGreaterThan(all.indexOf(one));
    answer();
    await one;
  }
  const later = turns.query("d");
  await expect.poll(() => asked).toEqual(["a", "b", "c", "d"]);
  answer();
  await later;
});

it("one caller's questions leave turns for others, who are asked before his next", async () => {
  const { reader, asked, answer } = slowStore();
  const readerOf = takeTurns(reader, { atOnce: 3, waitingMax: 10 });
  const all = ["a1", "a2", "a3", "a4"].map((statement) => readerOf("a").query(statement));
  await expect.poll(() => asked).toEqual(["a1", "a2"]);
  all.push(readerOf("b").query("b1"), readerOf("b").query("b2"));
  await expect.poll(() => asked).toEqual(["a1", "a2", "b1"]);
  answer();
  await expect.poll(() => asked).toEqual(["a1", "a2", "b1", "a3"]);
  for (const count of [5, 6]) {
    answer();
    await expect.poll(() => asked.length).toBe(count);
  }
  for (const _ of [1, 2, 3]) answer();
  await Promise.all(all);
});
