import { afterAll, beforeAll, expect, it } from "vitest";
import { limits } from "../../src/base/limits.ts";
import { exportMessages } from "../../src/query/export.ts";
import { keyOf, openRecord, type Record } from "./record.ts";
import { EPOCH_US, messageRow } from "./rows.ts";

const rows = Array.from({ length: limits.exportPageRows + 10 }, (_, index) =>
  messageRow({ seq: index + 1, receivedAtUs: EPOCH_US + (index >> 4) }),
);
let record: Record;
beforeAll(async () => {
  record = await openRecord();
  await record.insert({ messages: rows });
});
afterAll(() => record.close());

it("gives everything once, oldest first, a page at a time", async () => {
  const seen: string[] = [];
  const sizes: number[] = [];
  const request = { q: "station:CP-7", fromUs: null, toUs: null, order: "oldest" } as const;
  for await (const page of exportMessages(request, record.deps)) {
    sizes.push(page.length);
    seen.push(...page.map(({ linkId, seq }) => `${linkId} ${seq}`));
  }
  expect(seen).toEqual(rows.map(keyOf));
  expect(sizes).toEqual([limits.exportPageRows, 10]);
});
