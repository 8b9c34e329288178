/**
 * Whether the state store works, from what its work comes to. It is probed at the start, and as
 * long as it does not work.
 */
import { limits } from "../base/limits.ts";
import type { Observe } from "../observe/events.ts";
import type { Backend, Failure } from "./backend.ts";
import { failureError } from "./lane.ts";
import type { StateHealth } from "./state-store.ts";

export type HealthKeeper = {
  readonly now: () => StateHealth;
  readonly worked: () => void;
  readonly failed: (failure: Failure) => void;
  readonly close: () => void;
};

export function createHealth(backend: Backend, observe: Observe): HealthKeeper {
  const well: StateHealth = { isWell: true, detail: `state is kept ${backend.where}` };
  let health = well;
  let timer: NodeJS.Timeout | null = null;
  let isClosed = false;

  function worked(): void {
    if (health.isWell) return;
    health = well;
    observe({ name: "stateStoreRecovered", where: backend.where });
  }
  function failed(failure: Failure): void {
    const { message, remedy } = failureError(backend.where, failure);
    if (health.isWell) {
      observe({ name: "stateStoreFailed", code: failure.code, problem: message, remedy });
    }
    health = { isWell: false, detail: message };
    if (!isClosed) timer ??= setTimeout(() => void probe(), limits.stateProbeMs).unref();
  }
  async function probe(): Promise<void> {
    const answer = await backend.probe();
    timer = null;
    if (isClosed) return;
    if (answer.kind === "failed") failed(answer);
    else worked();
  }
  void probe();
  return {
    now: () => health,
    worked,
    failed,
    close() {
      isClosed = true;
      clearTimeout(timer ?? undefined);
    },
  };
}
