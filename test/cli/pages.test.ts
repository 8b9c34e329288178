import { expect, it } from "vitest";
import { limits } from "../../src/base/limits.ts";
import { type Search, writePages } from "../../src/cli/pages.ts";
import { message } from "./messages.ts";

const request = { q: "", fromUs: null, toUs: null, order: "newest" } as const;

/** `total` messages, at most 1,000 a page, numbered from 1. */
function recordOf(total: number) {
  const asked: number[] = [];
  const search: Search = async ({ limit, cursor }) => {
    asked.push(limit);
    const from = Number(cursor);
    const to = Math.min(total, from + limit);
    const messages = Array.from({ length: to - from }, (_, at) => message({ seq: from + at + 1 }));
    return { messages, next: to < total ? String(to) : null };
  };
  return { search, asked };
}

it("asks for page after page until the limit", async () => {
  const { search, asked } = recordOf(5_000);
  const seqs: number[] = [];
  const written = await writePages({ ...request, limit: 2_500 }, search, async (messages) => {
    seqs.push(...messages.map(({ seq }) => seq));
  });
  expect(written).toEqual({ messages: 2_500, isMore: true });
  expect(asked).toEqual([limits.pageRowsMax, limits.pageRowsMax, 500]);
  expect(seqs).toEqual(Array.from({ length: 2_500 }, (_, at) => at + 1));
});

it("ends where the record ends", async () => {
  const { search } = recordOf(3);
  const written = await writePages({ ...request, limit: 10 }, search, async () => undefined);
  expect(written).toEqual({ messages: 3, isMore: false });
});
