import { expect, it } from "vitest";
import { createScratchState } from "../../../src/rehearse/playback/scratch-state.ts";

it("remembers documents for who opens the name again, and is always well", async () => {
  const store = createScratchState();
  const first = await store.open("a");
  const value = { deep: [1] };
  await first.write([
    { key: "one", value },
    { key: "two", value: 2 },
  ]);
  value.deep.push(2);
  await first.write([{ key: "two", value: null }]);
  await first.release();
  expect((await store.open("a")).documents).toEqual([{ key: "one", value: { deep: [1] } }]);
  expect((await store.open("b")).documents).toEqual([]);
  expect(store.health()).toMatchObject({ isWell: true });
  await store.close();
});
