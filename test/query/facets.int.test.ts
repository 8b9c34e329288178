import { afterAll, beforeAll, expect, it } from "vitest";
import { readFacets } from "../../src/query/facets.ts";
import { openCounted, range } from "./counted.ts";
import type { Record } from "./record.ts";

let record: Record;
beforeAll(async () => {
  record = await openCounted();
});
afterAll(() => record.close());

it("counts stations, actions, types and findings of what a query finds, most frequent first", async () => {
  const answer = await readFacets({ q: "", ...range }, record.deps);
  expect(answer).toMatchObject({ messages: 5, countedFrom: answer.from });
  expect(answer.facets.station).toEqual([
    { value: "CP-7", messages: 4 },
    { value: "CP-8", messages: 1 },
  ]);
  expect(answer.facets.action).toEqual([
    { value: "Heartbeat", messages: 3 },
    { value: "Reset", messages: 1 },
  ]);
  expect(answer.facets.type.map(({ value }) => value)).toEqual(["call", "callError", "malformed"]);
  expect(answer.facets.finding).toMatchObject([
    { value: "call-overlap", messages: 2, severity: "warning" },
    { value: "call-timeout", messages: 2, severity: "error" },
  ]);
  expect(answer.facets.finding[0]?.title).not.toBe("call-overlap");
});

it("counts only what the query finds", async () => {
  const answer = await readFacets({ q: "finding:call-timeout", ...range }, record.deps);
  expect(answer.messages).toBe(2);
  expect(answer.facets.finding).toMatchObject([
    { value: "call-timeout", messages: 2 },
    { value: "call-overlap", messages: 1 },
  ]);
});
