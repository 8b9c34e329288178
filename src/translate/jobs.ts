/** Downloads and uploads: 1.6 does not number them, 2.0.1 wants the number in every status. */
import type { Job } from "./state.ts";
import { type Turn, update } from "./turn.ts";

/** Ids of finished updates that are remembered, to refuse them a second time. */
const DONE_IDS_MAX = 50;

export function putJob(turn: Turn, kind: "firmware" | "log", job: Job | null): void {
  update(turn, { jobs: { ...turn.state.jobs, [kind]: job } });
}

export function isRunning(job: Job | null): boolean {
  return job !== null && !job.isDone;
}

/** The status goes into the job; null where there is none. */
export function progress(
  turn: Turn,
  kind: "firmware" | "log",
  { status, isDone }: { readonly status: string; readonly isDone: boolean },
): Job | null {
  const job = turn.state.jobs[kind];
  if (job === null) return null;
  const next = { ...job, status, isDone: job.isDone || isDone };
  putJob(turn, kind, next);
  if (kind === "firmware" && isDone && !job.isDone) {
    const { jobs } = turn.state;
    const ids = [...jobs.doneFirmwareIds, job.requestId].slice(-DONE_IDS_MAX);
    update(turn, { jobs: { ...jobs, doneFirmwareIds: ids } });
  }
  return next;
}
