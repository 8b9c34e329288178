import { expect, it } from "vitest";
import { parseQuery } from "../../../src/query/parser.ts";
import { evidenceQueries, messagePath } from "../../../src/ui/lib/evidence.ts";

const linkId = "00000000-0000-4000-8000-000000000001";
const of = (seqs: readonly number[], link = linkId) => seqs.map((seq) => ({ linkId: link, seq }));

it("asks for each link once, and for numbers that follow each other together", () => {
  expect(evidenceQueries([...of([9, 3, 4, 5, 4]), ...of([1], "b")])).toEqual([
    `link:${linkId} (seq:3..5 OR seq:9)`,
    "link:b (seq:1)",
  ]);
  expect(evidenceQueries([])).toEqual([]);
});

it("asks several times for many, each in words that the search understands", () => {
  const queries = evidenceQueries(of(Array.from({ length: 120 }, (_, index) => index * 2 + 1)));
  expect(queries).toHaveLength(3);
  for (const query of queries) expect(() => parseQuery(query)).not.toThrow();
});

it("each has a page", () => {
  expect(messagePath({ linkId, seq: 7 })).toBe(`/messages/${linkId}/7`);
});
