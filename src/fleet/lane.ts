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

export function createLane(
  { name, token }: { readonly name: string; readonly token: string },
  { backend, take, give, answered }: LaneDeps,
): Lane {
  const nameText = JSON.stringify(name);
  let waiting: Waiting[] = [];
  let trying: readonly Waiting[] = [];
  let seq = 0;
  let stored = 0;
  /** How many of those that wait go one by one: together they were too much. */
  let singles = 0;
  /** Set: writes reject. */
  let refusal: Reason | null = null;
  let hasEnded = false;
  const idle: (() => void)[] = [];

  const error = (code: "STATE_BUSY" | "STATE_LIMIT", problem: string): OperationalError =>
    new OperationalError(code, { name, where: backend.where, problem });
  const closed: Reason = () => new OperationalError("STATE_CLOSED", { name });
  const overtaking: Reason = () => error("STATE_BUSY", "the write before it was refused");

  /**
   * What is called before the caller can know of a failure was called in the belief of success.
   * Called before the rejection, so that it is over just before the caller is told.
   */
  function refuseNext(reason: Reason): void {
    refusal = reason;
    queueMicrotask(() => {
      if (refusal === reason) refusal = null;
    });
  }

  function rejectAll(calls: readonly Waiting[], reason: Reason): void {
    const behind = waiting;
    waiting = [];
    singles = 0;
    for (const call of [...calls, ...behind]) call.settle(reason());
  }

  function handle(answer: StoreAnswer, calls: readonly Waiting[]): void {
    switch (answer.kind) {
      case "stored":
        stored = seq;
        for (const call of calls) call.settle(null);
        return;
      case "taken":
        refusal = () => new OperationalError("STATE_TAKEN", { name });
        rejectAll(calls, refusal);
        return;
      case "limit":
        if (calls.length > 1) {
          waiting.unshift(...calls);
          singles = calls.length;
          return;
        }
        refuseNext(overtaking);
        for (const call of calls) call.settle(error("STATE_LIMIT", answer.problem));
        rejectAll([], overtaking);
        return;
      case "failed": {
        const reason: Reason = () => failureError(backend.where, answer);
        refuseNext(reason);
        rejectAll(calls, reason);
      }
    }
  }

  async function pump(): Promise<void> {
    if (trying.length > 0) return;
    while (waiting.length > 0) {
      const calls = waiting.splice(0, callsTogether(waiting, singles));
      trying = calls;
      singles = Math.max(0, singles - 1);
      seq += 1;
      const startedMs = performance.now();
      const answer = await backend.store({
        name: nameText,
        token,
        seq,
        stored,
        changes: merged(calls),
      });
      answered(answer, { ms: performance.now() - startedMs });
      trying = [];
      handle(answer, calls);
    }
    for (const resolve of idle.splice(0)) resolve();
  }

  return {
    write(writes) {
      if (hasEnded) return Promise.reject(closed());
      if (refusal !== null) return Promise.reject(refusal());
      const encoded = encodeChanges(writes);
      if (encoded.kind === "limit") {
        refuseNext(overtaking);
        return Promise.reject(error("STATE_LIMIT", encoded.problem));
      }
      const problem = take(encoded.bytes);
      if (problem !== null) {
        refuseNext(overtaking);
        return Promise.reject(error("STATE_BUSY", problem));
      }
      return new Promise((resolve, reject) => {
        const { changes, bytes } = encoded;
        const settle = (reason: OperationalError | null): void => {
          give(bytes);
          if (reason === null) resolve();
          else reject(reason);
        };
        waiting.push({ changes, bytes, settle });
        void pump();
      });
    },
    end() {
      hasEnded = true;
      if (waiting.length + trying.length === 0) return Promise.resolve();
      return new Promise((resolve) => idle.push(resolve));
    },
  };
}

/** As many as fit into one write; all the changes of one call go together. */
function callsTogether(waiting: readonly Waiting[], singles: number): number {
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
