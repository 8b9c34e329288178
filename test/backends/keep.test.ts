import { expect, it } from "vitest";
import { createKeep } from "../../src/backends/keep.ts";
import { memoryState } from "../support/memory-state.ts";
import { until } from "../support/until.ts";

function kept(state = memoryState()) {
  const problems: string[] = [];
  return { state, problems, open: () => createKeep("n", state, (each) => problems.push(each)) };
}

it("what was saved last is there again", async () => {
  const { state, problems, open } = kept();
  const first = open();
  expect(await first.load()).toBeNull();
  for (const value of [[1], [1, 2], [1, 2, 3]]) first.save(value);
  await first.close();
  expect(await open().load()).toEqual([1, 2, 3]);
  expect([problems, state.stored.get("n")?.size]).toEqual([[], 1]);
});

it("a write that fails is told, and the next one holds what it held", async () => {
  const { state, problems, open } = kept();
  const keep = open();
  await keep.load();
  state.fail(1, "STATE_UNAVAILABLE");
  keep.save([1]);
  await until(() => problems.length === 1, "the failure is told");
  keep.save([1, 2]);
  await keep.close();
  expect(await open().load()).toEqual([1, 2]);
});

it("a store that cannot be opened is told, and nothing waits for it", async () => {
  const { state, problems, open } = kept();
  state.refuse(true);
  const keep = open();
  expect(await keep.load()).toBeNull();
  keep.save([1]);
  await keep.close();
  expect(problems).toHaveLength(1);
});

it("a station that another instance has is left to it, without a word", async () => {
  const { problems, open } = kept();
  const old = open();
  await old.load();
  const taker = open();
  await taker.load();
  old.save(["old"]);
  await old.close();
  taker.save(["new"]);
  await taker.close();
  expect([await open().load(), problems]).toEqual([["new"], []]);
});
