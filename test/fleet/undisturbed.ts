/** A store under writers that try again, while it is disturbed. */
import { expect } from "vitest";
import type { Json } from "../../src/exchange/message.ts";
import type { OpenState, StateDocument, StateStore } from "../../src/fleet/state-store.ts";
import { until } from "../support/until.ts";
import { mapOf } from "./state-worlds.ts";

/**
 * Writers that write again what failed, while the store is disturbed again and again: in the end
 * there is what they wrote, in their order, and nothing else.
 */
export async function expectUndisturbed(
  store: StateStore,
  disturb: () => void | Promise<void>,
): Promise<void> {
  const names = ["S", "T", "U"];
  let failures = 0;
  let written = 0;
  let isOver = false;

  async function write(name: string): Promise<Map<string, Json>> {
    const state = await store.open(name);
    const model = new Map<string, Json>();
    for (let number = 1; !isOver; number += 1) {
      const writes = Array.from({ length: 1 + Math.floor(Math.random() * 4) }, () => {
        const key = `k/${Math.floor(Math.random() * 20)}`;
        return { key, value: Math.random() < 0.3 ? null : number };
      });
      while (!(await isStored(state, writes))) failures += 1;
      written += 1;
      for (const { key, value } of writes) {
        if (value === null) model.delete(key);
        else model.set(key, value);
      }
    }
    return model;
  }
  const models = names.map(write);
  for (let round = 0; round < 4; round += 1) {
    const [before, failed] = [written, failures];
    await until(() => written > before + 20, "writes are stored");
    await disturb();
    await until(() => failures > failed, "writes fail");
  }
  const last = written;
  await until(() => written > last + 20, "writes are stored again");
  isOver = true;
  const expected = await Promise.all(models);
  for (const [index, model] of expected.entries()) {
    expect(mapOf(await store.open(names[index] ?? ""))).toEqual(model);
  }
}

async function isStored(state: OpenState, writes: readonly StateDocument[]): Promise<boolean> {
  try {
    await state.write(writes);
    return true;
  } catch (thrown) {
    expect(thrown).toMatchObject({ code: "STATE_UNAVAILABLE" });
    // Whoever tries again without a pause keeps everybody else from their turn.
    await new Promise((resolve) => setImmediate(resolve));
    return false;
  }
}
