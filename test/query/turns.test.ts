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
  const turns = takeTurns(reader, 2);
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
  const turns = takeTurns(reader, 1);
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
