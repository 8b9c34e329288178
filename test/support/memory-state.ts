/** A state store that ends with the test: what `fleet/` promises, without a disk. */
import { OperationalError } from "../../src/base/errors.ts";
import type { Json } from "../../src/exchange/message.ts";
import type { StateStore } from "../../src/fleet/state-store.ts";

export type MemoryState = StateStore & {
  readonly stored: ReadonlyMap<string, ReadonlyMap<string, Json>>;
  /** From here on so many writes fail, each with this code. */
  readonly fail: (writes: number, code: "STATE_UNAVAILABLE" | "STATE_TAKEN") => void;
  /** Opening fails while this is so. */
  readonly refuse: (isRefusing: boolean) => void;
};

export function memoryState(): MemoryState {
  const stored = new Map<string, Map<string, Json>>();
  const owners = new Map<string, number>();
  let failing: { left: number; code: "STATE_UNAVAILABLE" | "STATE_TAKEN" } | null = null;
  let isRefusing = false;
  const unavailable = () =>
    new OperationalError("STATE_UNAVAILABLE", {
      ...{ where: "in memory", problem: "the test said so", remedy: "None." },
    });
  return {
    stored,
    fail(left, code) {
      failing = { left, code };
    },
    refuse(is) {
      isRefusing = is;
    },
    health: () => ({ isWell: true, detail: "in memory" }),
    close: async () => undefined,
    async open(name) {
      if (isRefusing) throw unavailable();
      const owner = (owners.get(name) ?? 0) + 1;
      owners.set(name, owner);
      const documents = stored.get(name) ?? new Map<string, Json>();
      stored.set(name, documents);
      return {
        documents: [...documents].map(([key, value]) => ({ key, value })),
        async write(writes) {
          const copies = structuredClone(writes);
          await Promise.resolve();
          if (failing !== null && failing.left > 0) {
            failing.left -= 1;
            if (failing.code === "STATE_UNAVAILABLE") throw unavailable();
            owners.set(name, owner + 1);
          }
          if (owners.get(name) !== owner) throw new OperationalError("STATE_TAKEN", { name });
          for (const { key, value } of copies) {
            if (value === null) documents.delete(key);
            else documents.set(key, value);
          }
        },
        release: async () => undefined,
      };
    },
  };
}
