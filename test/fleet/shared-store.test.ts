import { expect, it } from "vitest";
import { limits } from "../../src/base/limits.ts";
import type { OpenAnswer } from "../../src/fleet/backend.ts";
import { createStateStore } from "../../src/fleet/shared-store.ts";
import type { TapEvent } from "../../src/observe/events.ts";
import type { MeasureName, Reading } from "../../src/observe/metrics.ts";
import { askedBackend, failure } from "./asked-backend.ts";

function storeOf(backend: Parameters<typeof createStateStore>[0]) {
  const events: TapEvent[] = [];
  const measured = new Map<MeasureName, () => Reading>();
  const metrics = {
    measure: (name: MeasureName, read: () => Reading) => void measured.set(name, read),
  };
  const store = createStateStore(backend, { observe: (event) => events.push(event), metrics });
  return { store, events, read: (name: MeasureName) => measured.get(name)?.() };
}

it("opens are at the backend so many at a time, and none is forgotten", async () => {
  let now = 0;
  let most = 0;
  const { backend } = askedBackend({
    open: async (): Promise<OpenAnswer> => {
      now += 1;
      most = Math.max(most, now);
      await new Promise((resolve) => setImmediate(resolve));
      now -= 1;
      return most % 2 === 0 ? { kind: "opened", documents: [] } : failure;
    },
  });
  const { store, read } = storeOf(backend);
  const names = Array.from({ length: 200 }, (_, index) => `${index}`);
  const opened = await Promise.allSettled(names.map((name) => store.open(name)));
  expect(opened.every(({ status }) => status === "fulfilled")).toBe(true);
  expect(most).toBe(limits.stateOpensAtOnce);
  expect(read("stateNamesOpen")).toBe(200);
  for (const each of opened) if (each.status === "fulfilled") await each.value.release();
  expect(read("stateNamesOpen")).toBe(0);
  await store.close();
});

it("what waits and what failed is measured", async () => {
  const { backend, tries } = askedBackend();
  const { store, events, read } = storeOf(backend);
  const state = await store.open("S");
  const written = state.write([{ key: "a", value: 1 }]).catch(() => undefined);
  expect([read("stateWritesPending"), read("stateStoreReady")]).toEqual([1, 1]);
  tries[0]?.answer(failure);
  await written;
  expect([read("stateWritesPending"), read("stateStoreReady")]).toEqual([0, 0]);
  expect(events).toContainEqual({
    name: "stateWritten",
    outcome: "failed",
    ms: expect.any(Number),
  });
  await store.close();
});

it("a backend that throws is a bug that is told, and a failure like others", async () => {
  const bug = () => Promise.reject(new TypeError("on order"));
  const { backend } = askedBackend({ store: bug, probe: bug, close: bug });
  const { store, events } = storeOf(backend);
  const state = await store.open("S");
  await expect(state.write([])).rejects.toMatchObject({ code: "STATE_UNAVAILABLE" });
  await store.close();
  expect(events).toContainEqual(
    expect.objectContaining({ name: "bug", where: "state store", problem: "on order" }),
  );
});

it("the end does not wait for a backend that never answers", async () => {
  const { backend } = askedBackend();
  const { store } = storeOf(backend);
  const state = await store.open("S");
  void state.write([{ key: "a", value: 1 }]);
  const startedMs = performance.now();
  await store.close();
  expect(performance.now() - startedMs).toBeLessThan(limits.stateCloseMs + 2_000);
});
