/**
 * The writes of one open name, in order: one try at the backend at a time, and what is called
 * meanwhile goes together with the next one. A failure fails everything that waits, so that nothing
 * overtakes what failed.
 */
import { OperationalError } from "../base/errors.ts";
import { limits } from "../base/limits.ts";
import type { Backend, Change, Failure, StoreAnswer } from "./backend.ts";
import { encodeChanges } from "./documents.ts";
import type { StateDocument } from "./state-store.ts";

export type LaneDeps = {
  readonly backend: Backend;
  /** Room for one more write of all names together; the problem where there is none. */
  readonly take: (bytes: number) => string | null;
  readonly give: (bytes: number) => void;
  /** Of each try. */
  readonly answered: (answer: StoreAnswer, told: { readonly ms: number }) => void;
};

export type Lane = {
  readonly write: (writes: readonly StateDocument[]) => Promise<void>;
  /** Later writes reject. Resolves when none waits. */
  readonly end: () => Promise<void>;
};

type Waiting = {
  readonly changes: readonly Change[];
  readonly bytes: number;
  readonly settle: (problem: OperationalError | null) => void;
};

/** Rejections are made where they are thrown, so that each has its caller's stack. */
type Reason = () => OperationalError;

type Writes = {
  readonly name: string;
  readonly token: string;
  readonly deps: LaneDeps;
  waiting: Waiting[];
  trying: readonly Waiting[];
  /** Of the last try, and of the last one that was stored. */
  seq: number;
  stored: number;
  /** How many of those that wait go one by one: together they were too much. */
  singles: number;
  /** Set: writes reject. */
  refusal: Reason | null;
  hasEnded: boolean;
  readonly idle: (() => void)[];
};

export function createLane(
  { name, token }: { readonly name: string; readonly token: string },
  deps: LaneDeps,
): Lane {
  const writes: Writes = {
    ...{ name, token, deps, waiting: [], trying: [], seq: 0, stored: 0, singles: 0 },
    ...{ refusal: null, hasEnded: false, idle: [] },
  };
  return {
    write(documents) {
      const { refusal } = writes;
      if (writes.hasEnded) return Promise.reject(new OperationalError("STATE_CLOSED", { name }));
      if (refusal !== null) return Promise.reject(refusal());
      const encoded = encodeChanges(documents);
      if (encoded.kind === "limit") {
        refuseNext(writes, overtaking(writes));
        return Promise.reject(errorOf(writes, "STATE_LIMIT", encoded.problem));
      }
      const problem = deps.take(encoded.bytes);
      if (problem !== null) {
        refuseNext(writes, overtaking(writes));
        return Promise.reject(errorOf(writes, "STATE_BUSY", problem));
      }
      return new Promise((resolve, reject) => {
        const { changes, bytes } = encoded;
        const settle = (reason: OperationalError | null): void => {
          deps.give(bytes);
          if (reason === null) resolve();
          else reject(reason);
        };
        writes.waiting.push({ changes, bytes, settle });
        void pump(writes);
      });
    },
    end() {
      writes.hasEnded = true;
      if (writes.waiting.length + writes.trying.length === 0) return Promise.resolve();
      return new Promise((resolve) => writes.idle.push(resolve));
    },
  };
}

async function pump(writes: Writes): Promise<void> {
  if (writes.trying.length > 0) return;
  const { name, token, deps } = writes;
  while (writes.waiting.length > 0) {
    const calls = writes.waiting.splice(0, callsTogether(writes));
    writes.trying = calls;
    writes.singles = Math.max(0, writes.singles - 1);
    writes.seq += 1;
    const startedMs = performance.now();
    const answer = await deps.backend.store({
      ...{ name: JSON.stringify(name), token, seq: writes.seq, stored: writes.stored },
      changes: merged(calls),
    });
    deps.answered(answer, { ms: performance.now() - startedMs });
    writes.trying = [];
    handle(writes, answer, calls);
  }
  for (const resolve of writes.idle.splice(0)) resolve();
}

function handle(writes: Writes, answer: StoreAnswer, calls: readonly Waiting[]): void {
  switch (answer.kind) {
    case "stored":
      writes.stored = writes.seq;
      for (const call of calls) call.settle(null);
      return;
    case "taken": {
      const { name } = writes;
      writes.refusal = () => new OperationalError("STATE_TAKEN", { name });
      rejectAll(writes, calls, writes.refusal);
      return;
    }
    case "limit":
      if (calls.length > 1) {
        writes.waiting.unshift(...calls);
        writes.singles = calls.length;
        return;
      }
      refuseNext(writes, overtaking(writes));
      for (const call of calls) call.settle(errorOf(writes, "STATE_LIMIT", answer.problem));
      rejectAll(writes, [], overtaking(writes));
      return;
    case "failed": {
      const reason: Reason = () => failureError(writes.deps.backend.where, answer);
      refuseNext(writes, reason);
      rejectAll(writes, calls, reason);
    }
  }
}

/**
 * What is called before the caller can know of a failure was called in the belief of success.
 * Called before the rejection, so that it is over just before the caller is told.
 */
function refuseNext(writes: Writes, reason: Reason): void {
  writes.refusal = reason;
  queueMicrotask(() => {
    if (writes.refusal === reason) writes.refusal = null;
  });
}

function rejectAll(writes: Writes, calls: readonly Waiting[], reason: Reason): void {
  const behind = writes.waiting;
  writes.waiting = [];
  writes.singles = 0;
  for (const call of [...calls, ...behind]) call.settle(reason());
}

function errorOf(writes: Writes, code: "STATE_BUSY" | "STATE_LIMIT", problem: string) {
  const { where } = writes.deps.backend;
  return new OperationalError(code, { name: writes.name, where, problem });
}

function overtaking(writes: Writes): Reason {
  return () => errorOf(writes, "STATE_BUSY", "the write before it was refused");
}

/** As many as fit into one write; all the changes of one call go together. */
function callsTogether({ waiting, singles }: Writes): number {
  if (singles > 0) return 1;
  let bytes = 0;
  const beyond = waiting.findIndex((call) => {
    bytes += call.bytes;
    return bytes > limits.stateWriteBytesMax;
  });
  return beyond < 0 ? waiting.length : Math.max(1, beyond);
}

/** Of each key the last change. */
function merged(calls: readonly Waiting[]): readonly Change[] {
  return [...new Map(calls.flatMap(({ changes }) => changes.map((each) => [each[0], each])))].map(
    ([, change]) => change,
  );
}

export function failureError(where: string, failure: Failure): OperationalError {
  const { code, problem, remedy } = failure;
  return new OperationalError(code, { where, problem, remedy });
}
