import { expect, it } from "vitest";
import { timed } from "../../src/store/timed.ts";

it("times answers and failures apart, and changes neither", async () => {
  const told: string[] = [];
  const store = {
    query: <Row>(statement: string): Promise<Row[]> =>
      statement === "" ? Promise.reject(new Error("no")) : Promise.resolve([]),
  };
  const watched = timed(store, (seconds, outcome) => {
    expect(seconds).toBeGreaterThanOrEqual(0);
    told.push(String(outcome));
  });
  expect(await watched.query("SELECT 1")).toEqual([]);
  await expect(watched.query("")).rejects.toThrow("no");
  expect(told).toEqual(["answered", "failed"]);
});
