import { afterAll, beforeAll, expect, it } from "vitest";
import { limits } from "../../src/base/limits.ts";
import { type SearchRequest, searchMessages } from "../../src/query/messages.ts";
import type { MessageRow } from "../../src/store/rows.ts";
import { findingRow, keyOf, NOW_US, openRecord, type Record } from "./record.ts";
import { EPOCH_US, linkIdOf, messageRow } from "./rows.ts";

const MINUTE_US = 60_000_000;
const DAY_US = 86_400_000_000;

/** Many at the very same µs, several links, and a tail that thins out over 80 days. */
const rows: MessageRow[] = [];
for (let seq = 1; seq <= 120; seq++) {
  rows.push(messageRow({ seq, linkId: linkIdOf(seq % 4), receivedAtUs: EPOCH_US }));
}
for (let seq = 200; seq < 260; seq++) {
  const ageUs = (seq - 199) ** 2 * MINUTE_US * 30;
  rows.push(
    messageRow({ seq, linkId: linkIdOf(9), receivedAtUs: EPOCH_US - ageUs, action: "Authorize" }),
  );
}
const long = `[2,"long","DataTransfer",{"data":"${"x".repeat(limits.pageInlineBytesMax)}"}]`;
rows.push(
  messageRow({ seq: 300, receivedAtUs: EPOCH_US + 1, payload: long, action: "DataTransfer" }),
);

let record: Record;
beforeAll(async () => {
  record = await openRecord();
  await record.insert({ messages: rows });
  await record.insert({
    findings: [
      findingRow({ linkId: linkIdOf(1), evidence: [1, 5], atUs: EPOCH_US + MINUTE_US }),
      findingRow({
        linkId: linkIdOf(1),
        evidence: [1],
        rule: "call-overlap",
        severity: "warning",
        atUs: EPOCH_US + 1,
      }),
    ],
  });
});
afterAll(() => record.close());

const request: SearchRequest = {
  q: "",
  fromUs: null,
  toUs: null,
  limit: 100,
  cursor: "",
  order: "newest",
};

async function pages(fields: Partial<SearchRequest>) {
  const found: { key: string; receivedAt: string }[] = [];
  const sizes: number[] = [];
  for (let cursor: string | null = ""; cursor !== null; ) {
    const page = await searchMessages({ ...request, ...fields, cursor }, record.deps);
    found.push(
      ...page.messages.map((message) => ({ ...message, key: `${message.linkId} ${message.seq}` })),
    );
    sizes.push(page.messages.length);
    cursor = page.next;
    if (sizes.length > 500) throw new Error("it never ends");
  }
  return {
    keys: found.map(({ key }) => key),
    times: found.map(({ receivedAt }) => receivedAt),
    sizes,
  };
}

const allKeys = rows.map(keyOf).sort();

it.each([7, 60, 1000])(
  "pages of %i are complete and without repetition under equal timestamps",
  async (limit) => {
    for (const order of ["newest", "oldest"] as const) {
      const { keys, times, sizes } = await pages({ limit, order });
      expect(keys.toSorted()).toEqual(allKeys);
      const sorted = times.toSorted();
      expect(times).toEqual(order === "newest" ? sorted.reverse() : sorted);
      expect(sizes.slice(0, -1).every((size) => size === limit)).toBe(true);
    }
  },
);

it("an order is the other one backwards", async () => {
  const newest = await pages({ limit: 50, order: "newest" });
  const oldest = await pages({ limit: 33, order: "oldest" });
  expect(oldest.keys).toEqual(newest.keys.toReversed());
});

it("a search without from finds what is 80 days old, through stretches that find nothing", async () => {
  const { keys } = await pages({ q: "action:Authorize seq:259", limit: 5 });
  expect(keys).toEqual([`${linkIdOf(9)} 259`]);
});

it("from is inclusive and to is exclusive, to the µs", async () => {
  const at = async (fromUs: number, toUs: number) =>
    (await pages({ q: "seq:300 OR (seq:1..120)", fromUs, toUs, limit: 500 })).keys.length;
  expect(await at(EPOCH_US, EPOCH_US + 1)).toBe(120);
  expect(await at(EPOCH_US + 1, EPOCH_US + 2)).toBe(1);
  expect(await at(EPOCH_US + 2, NOW_US)).toBe(0);
  expect(await at(NOW_US, EPOCH_US)).toBe(0);
});

it("gives each message its findings, which may be noticed long after it", async () => {
  const { messages } = await searchMessages(
    { ...request, q: `link:${linkIdOf(1)} seq:1..5`, toUs: EPOCH_US + 1 },
    record.deps,
  );
  expect(messages.map(({ seq, findings }) => [seq, findings.map(({ rule }) => rule)])).toEqual([
    [5, ["call-timeout"]],
    [1, ["call-overlap", "call-timeout"]],
  ]);
});

it("gives a long payload whole", async () => {
  const { messages } = await searchMessages({ ...request, q: "action:DataTransfer" }, record.deps);
  expect(messages.map(({ payload }) => payload)).toEqual([long]);
});

it("ends a page early where its bytes are used up, and goes on after it", async () => {
  const payload = "x".repeat(limits.messageBytesMax);
  const linkId = linkIdOf(77);
  for (let seq = 1; seq <= 5; seq++) {
    await record.insert({
      messages: [
        messageRow({ seq, linkId, payload, receivedAtUs: EPOCH_US - 100 * DAY_US, action: "Big" }),
      ],
    });
  }
  const { keys, sizes } = await pages({
    q: "action:Big",
    fromUs: EPOCH_US - 101 * DAY_US,
    limit: 100,
  });
  expect(keys).toEqual([5, 4, 3, 2, 1].map((seq) => `${linkId} ${seq}`));
  expect(sizes[0]).toBe(Math.floor(limits.pageBytesMax / limits.messageBytesMax));
});

it("refuses a query or a cursor that is none, before it asks the store", async () => {
  const deps = { ...record.deps, reader: { query: () => Promise.reject(new Error("asked")) } };
  await expect(searchMessages({ ...request, q: "foo:bar" }, deps)).rejects.toMatchObject({
    code: "QUERY_INVALID",
  });
  await expect(
    searchMessages({ ...request, cursor: `17${"0".repeat(20)}` }, deps),
  ).rejects.toMatchObject({
    code: "REQUEST_INVALID",
  });
});

it("stops asking when its asker has gone", async () => {
  const signal = AbortSignal.abort(new Error("gone"));
  await expect(searchMessages(request, { ...record.deps, signal })).rejects.toThrow("gone");
});
