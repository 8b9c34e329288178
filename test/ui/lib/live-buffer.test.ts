import { expect, it } from "vitest";
import type { Message } from "../../../src/console/contract.ts";
import { emptyBuffer, LIVE_ROWS_MAX, taken } from "../../../src/ui/lib/live-buffer.ts";

const some = (from: number, count: number) =>
  Array.from({ length: count }, (_, index) => ({ seq: from + index }) as Message);

it("has the newest first, each under a number of its own", () => {
  const buffer = taken(taken(emptyBuffer, some(1, 2)), some(3, 1));
  expect(buffer.rows.map(({ seq }) => seq)).toEqual([3, 2, 1]);
  expect([buffer.newest, buffer.dropped]).toEqual([3, 0]);
  expect(taken(buffer, [])).toBe(buffer);
});

it("stays bounded and counts what made room, also of one storm", () => {
  const buffer = taken(taken(emptyBuffer, some(1, 10)), some(11, LIVE_ROWS_MAX + 5));
  expect(buffer.rows).toHaveLength(LIVE_ROWS_MAX);
  expect(buffer.rows[0]?.seq).toBe(LIVE_ROWS_MAX + 15);
  expect(buffer.dropped).toBe(15);
});
