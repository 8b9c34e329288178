import { afterAll, beforeAll, expect, it } from "vitest";
import { payloadOf, readPage } from "../../src/query/page.ts";
import { parseQuery } from "../../src/query/parser.ts";
import type { QueryDeps } from "../../src/query/reader.ts";
import { openRecord, type Record } from "./record.ts";
import { EPOCH_US, linkIdOf, messageRow } from "./rows.ts";

const DAY_US = 86_400_000_000;
const range = { fromUs: EPOCH_US - 90 * DAY_US, toUs: EPOCH_US + DAY_US };
let record: Record;
beforeAll(async () => {
  record = await openRecord();
  const at = [0, 0, 0, -1, -50].map((days) => EPOCH_US + days * DAY_US);
  await record.insert({
    messages: at.map((receivedAtUs, index) =>
      messageRow({ seq: index + 1, receivedAtUs, linkId: linkIdOf(index) }),
    ),
  });
});
afterAll(() => record.close());

/** How many questions a page takes. */
function counted(deps: QueryDeps) {
  const statements: string[] = [];
  const reader: QueryDeps["reader"] = {
    query: (statement, ...rest) => {
      statements.push(statement);
      return deps.reader.query(statement, ...rest);
    },
  };
  return { deps: { ...deps, reader }, statements };
}

const page = { query: parseQuery(""), range, order: "newest", limit: 10, cursor: null } as const;

it("orders by time, then link, then number, as its cursor compares them", async () => {
  const { rows, next } = await readPage({ ...page, limit: 2 }, record.deps);
  expect(next).toEqual({
    us: rows[1]?.receivedAtUs,
    after: { linkId: rows[1]?.linkId, seq: rows[1]?.seq },
  });
  const rest = await readPage({ ...page, cursor: next }, record.deps);
  expect([...rows, ...rest.rows].map(({ seq }) => seq).toSorted()).toEqual([1, 2, 3, 4, 5]);
  expect(rest.next).toBe(null);
});

it("goes on from a mere time", async () => {
  const newest = await readPage({ ...page, cursor: { us: EPOCH_US, after: null } }, record.deps);
  expect(newest.rows.map(({ seq }) => seq)).toEqual([4, 5]);
  const oldest = await readPage(
    { ...page, order: "oldest", cursor: { us: EPOCH_US - DAY_US, after: null } },
    record.deps,
  );
  expect(oldest.rows.map(({ seq }) => seq)).toEqual([4, 1, 2, 3]);
});

it("asks once where an identity is given, and not often where none is", async () => {
  const one = counted(record.deps);
  await readPage({ ...page, query: parseQuery("station:CP-7 heartbeat") }, one.deps);
  expect(one.statements).toHaveLength(1);
  const many = counted(record.deps);
  await readPage({ ...page, query: parseQuery("heartbeat") }, many.deps);
  expect(many.statements.length).toBeLessThan(12);
});

it("gives a payload that has reached the end of its retention as empty", async () => {
  expect(await payloadOf(messageRow({ seq: 99 }), record.deps)).toBe("");
});
