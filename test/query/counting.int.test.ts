import { afterAll, beforeAll, expect, it } from "vitest";
import { countBack } from "../../src/query/counting.ts";
import { openCounted, range } from "./counted.ts";
import type { Record } from "./record.ts";

let record: Record;
beforeAll(async () => {
  record = await openCounted();
});
afterAll(() => record.close());

it("stops when it has seen enough, and says down to when it has counted", async () => {
  const windows: number[] = [];
  const { countedFromUs } = await countBack({ q: "", ...range }, record.deps, async (stretch) => {
    windows.push(stretch.window.fromUs);
    return windows.length === 2 ? Number.MAX_SAFE_INTEGER : 0;
  });
  expect(windows).toHaveLength(2);
  expect(countedFromUs).toBe(windows[1]);
  expect(countedFromUs).toBeGreaterThan(range.fromUs);
});
