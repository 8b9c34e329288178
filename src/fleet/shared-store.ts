/**
 * A state store over a backend: opens and writes of all names, each within its bounds; health that
 * recovers by itself. The two stores differ in their backend only.
 */
import { randomUUID } from "node:crypto";
import { OperationalError, problemOf } from "../base/errors.ts";
import { limits } from "../base/limits.ts";
import type { Observe } from "../observe/events.ts";
import type { Metrics } from "../observe/metrics.ts";
import type { Backend, Failure, OpenAnswer, StoreAnswer } from "./backend.ts";
import { createHealth } from "./health.ts";
import { createLane, failureError, type Lane } from "./lane.ts";
import type { OpenState, StateStore } from "./state-store.ts";

export type StateStoreDeps = {
  readonly observe: Observe;
  readonly metrics: Pick<Metrics, "measure">;
};

export function createStateStore(
  unsafe: Backend,
  { observe, metrics }: StateStoreDeps,
): StateStore {
  const backend = contained(unsafe, observe);
  const health = createHealth(backend, observe);
  const turns = createTurns(limits.stateOpensAtOnce, limits.stateOpensWaitingMax);
  const lanes = new Set<Lane>();
  const room = createRoom(limits.statePendingMax, limits.statePendingBytesMax);
  let isClosed = false;
  metrics.measure("stateStoreReady", () => (health.now().isWell ? 1 : 0));
  metrics.measure("stateWritesPending", room.calls);
  metrics.measure("stateNamesOpen", () => lanes.size);

  function answered(answer: StoreAnswer, { ms }: { readonly ms: number }): void {
    if (answer.kind === "failed") health.failed(answer);
    else health.worked();
    observe({ name: "stateWritten", outcome: answer.kind, ms });
  }

  async function open(name: string): Promise<OpenState> {
    if (isClosed) throw new OperationalError("STATE_CLOSED", { name });
    const { where } = backend;
    const nameText = JSON.stringify(name);
    if (Buffer.byteLength(nameText) > limits.stateNameBytesMax) {
      const problem = `its name has more than ${limits.stateNameBytesMax} bytes`;
      throw new OperationalError("STATE_LIMIT", { name: name.slice(0, 64), problem });
    }
    if (lanes.size >= limits.stateOpenMax) {
      throw new OperationalError("STATE_BUSY", { where, problem: `${lanes.size} names are open` });
    }
    const token = randomUUID();
    const answer = await turns.run(() => backend.open({ name: nameText, token }));
    if (answer === null) {
      const problem = "too many names wait to be opened";
      throw new OperationalError("STATE_BUSY", { where, problem });
    }
    if (answer.kind === "failed") {
      health.failed(answer);
      throw failureError(where, answer);
    }
    health.worked();
    const lane = createLane({ name, token }, { backend, ...room, answered });
    lanes.add(lane);
    return {
      documents: answer.documents,
      write: lane.write,
      async release() {
        await lane.end();
        lanes.delete(lane);
      },
    };
  }

  return {
    open,
    health: health.now,
    async close() {
      isClosed = true;
      const ended = Promise.all([...lanes].map((lane) => lane.end()));
      await Promise.race([ended, after(limits.stateCloseMs)]);
      health.close();
      await backend.close();
    },
  };
}

function after(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms).unref());
}

/** What waits for the store, all names together. */
function createRoom(callsMax: number, bytesMax: number) {
  let calls = 0;
  let waitingBytes = 0;
  return {
    calls: () => calls,
    take(bytes: number): string | null {
      if (calls >= callsMax) return `${calls} writes wait`;
      if (waitingBytes + bytes > bytesMax) return `${waitingBytes} bytes wait`;
      calls += 1;
      waitingBytes += bytes;
      return null;
    },
    give(bytes: number): void {
      calls -= 1;
      waitingBytes -= bytes;
    },
  };
}

/**
 * At most so many at once, at most so many waiting; null where there are more, and for those whose
 * turn comes too late.
 */
function createTurns(atOnceMax: number, waitingMax: number) {
  const waiting: (() => void)[] = [];
  let running = 0;
  return {
    async run<Result>(work: () => Promise<Result>): Promise<Result | null> {
      const dueMs = performance.now() + limits.stateWriteMs;
      if (running >= atOnceMax) {
        if (waiting.length >= waitingMax) return null;
        await new Promise<void>((resolve) => waiting.push(resolve));
      } else running += 1;
      try {
        return performance.now() > dueMs ? null : await work();
      } finally {
        // Hands its turn on, or gives it back.
        const next = waiting.shift();
        if (next === undefined) running -= 1;
        else next();
      }
    },
  };
}

/** A backend that throws is a bug of ours: told, and a failure like others. */
function contained(backend: Backend, observe: Observe): Backend {
  const failure = (thrown: unknown): Failure => {
    const problem = problemOf(thrown);
    observe({ name: "bug", role: "relay", where: "state store", problem });
    const remedy = "This is a fault of ocpptap: please report it.";
    return { kind: "failed", code: "STATE_UNAVAILABLE", problem, remedy };
  };
  return {
    where: backend.where,
    open: (request): Promise<OpenAnswer> => backend.open(request).catch(failure),
    store: (request): Promise<StoreAnswer> => backend.store(request).catch(failure),
    probe: () => backend.probe().catch(failure),
    close: () => backend.close().catch((thrown: unknown) => void failure(thrown)),
  };
}
