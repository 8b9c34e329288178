/**
 * A frozen batch → the store and the checkpoint: announce, insert each table, commit. Every step is
 * tried again, ever more slowly, until it has worked: rows are never given up. A refusal that
 * cannot heal by itself is told as a failed operation, and still tried again, because a human may
 * heal it.
 */
import { OperationalError, problemOf } from "../base/errors.ts";
import { limits } from "../base/limits.ts";
import type { Observe } from "../observe/events.ts";
import type { FrozenInsert } from "../store/rows.ts";
import type { Checkpoint, Intent } from "./checkpoint.ts";

/** The store's writing end. Resolves when the rows are acknowledged. */
export type Sink = { readonly insert: (insert: FrozenInsert) => Promise<void> };

export type ShipDeps = {
  readonly checkpoint: Checkpoint;
  readonly sink: Sink;
  readonly observe: Observe;
  /** Resolves after the pause, or at once when the signal is aborted. */
  readonly pause: (ms: number, signal: AbortSignal) => Promise<void>;
  readonly nowUs: () => number;
  /** Told what is wrong, and null when it works again. */
  readonly onProblem: (problem: string | null) => void;
};

/** Once the signal is aborted each step is tried once more; rejects where that fails. */
export async function ship(
  intent: Intent,
  how: { readonly isAnnounced: boolean; readonly signal: AbortSignal },
  deps: ShipDeps,
): Promise<void> {
  const { checkpoint, sink, observe } = deps;
  const { signal } = how;
  const beganUs = deps.nowUs();
  if (intent.inserts.length > 0 && !how.isAnnounced) {
    await retry(() => checkpoint.writeIntent(intent), { signal }, deps);
  }
  for (const insert of intent.inserts) await retry(() => sink.insert(insert), { signal }, deps);
  await retry(() => checkpoint.commit(intent), { signal }, deps);
  if (intent.inserts.length === 0) return;
  const rows = intent.inserts.reduce((sum, insert) => sum + insert.rows, 0);
  const bytes = intent.inserts.reduce((sum, insert) => sum + insert.body.length, 0);
  observe({ name: "batchSent", rows, bytes, ms: Math.round((deps.nowUs() - beganUs) / 1000) });
}

export async function retry(
  step: () => Promise<void>,
  { signal }: { readonly signal: AbortSignal },
  deps: Pick<ShipDeps, "observe" | "pause" | "onProblem">,
): Promise<void> {
  let waitMs: number = limits.insertRetryMsMin;
  for (let tries = 1; ; tries += 1) {
    try {
      await step();
      deps.onProblem(null);
      return;
    } catch (thrown) {
      if (signal.aborted) throw thrown;
      const problem = problemOf(thrown);
      deps.onProblem(problem);
      const isHopeless = thrown instanceof OperationalError && !thrown.isRetryable;
      if (isHopeless) waitMs = limits.storeRetryMsMax;
      if (isHopeless && isWorthTelling(tries)) tellFailure(thrown, deps.observe);
      deps.observe({ name: "batchRetried", problem, tries, waitMs });
      await deps.pause(waitMs, signal);
      waitMs = Math.min(2 * waitMs, limits.storeRetryMsMax);
    }
  }
}

/** At once, and then less and less often: 1, 2, 4, 8, … */
function isWorthTelling(tries: number): boolean {
  return (tries & (tries - 1)) === 0;
}

function tellFailure(thrown: OperationalError, observe: Observe): void {
  const { code, message: problem, remedy } = thrown;
  observe({ name: "operationFailed", role: "recorder", code, problem, remedy });
}
