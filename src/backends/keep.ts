/**
 * What is remembered of one station and back-end through restarts, and through a move of the
 * station to another instance: one document of the state store.
 *
 * In: what it is now. Out: what it was. Promised: nobody waits for it but the first look; the
 * newest is what is kept; where the store fails that is told, and the session goes on without.
 */
import { OperationalError, problemOf } from "../base/errors.ts";
import type { Json } from "../exchange/message.ts";
import type { OpenState, StateStore } from "../fleet/state-store.ts";

export type Keep = {
  /** Null: nothing, or it cannot be had. Never rejects; once. */
  readonly load: () => Promise<Json>;
  readonly save: (value: Json) => void;
  /** Waits for what is being written. Never rejects. */
  readonly close: () => Promise<void>;
};

const KEY = "transactions";

export function createKeep(
  name: string,
  store: Pick<StateStore, "open">,
  onFailed: (problem: string) => void,
): Keep {
  let state: OpenState | null = null;
  let wanted: Json | undefined;
  let writing: Promise<void> | null = null;

  const failed = (thrown: unknown) => {
    // The station is another instance's by now, which has what was written before.
    if (thrown instanceof OperationalError && thrown.code === "STATE_TAKEN") state = null;
    // What comes next is written all the same, and holds what this one held.
    else onFailed(problemOf(thrown));
  };
  const write = async () => {
    while (wanted !== undefined && state !== null) {
      const value = wanted;
      wanted = undefined;
      await state.write([{ key: KEY, value }]).catch(failed);
    }
    writing = null;
  };

  return {
    async load() {
      try {
        state = await store.open(name);
        return state.documents.find(({ key }) => key === KEY)?.value ?? null;
      } catch (thrown) {
        failed(thrown);
        return null;
      }
    },
    save(value) {
      if (state === null) return;
      wanted = value;
      writing ??= write();
    },
    async close() {
      await writing;
      await state?.release();
    },
  };
}
