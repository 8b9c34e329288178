/** Plans of a console, wired: its desk for operators, and the runner, of which one is at work. */

import { limits } from "../base/limits.ts";
import type { Config } from "../config/schema.ts";
import { openLease } from "../fleet/lease.ts";
import type { RunDir } from "../observe/run-dir.ts";
import { singleOf } from "../observe/samples.ts";
import { askStatus } from "../observe/status.ts";
import { createPlanDesk, type PlanDesk } from "./desk.ts";
import { type RunnerDeps, startRunner } from "./runner.ts";

export type Cutover = {
  readonly desk: PlanDesk;
  /** Null: plans go on, here or at another console. */
  readonly problem: () => string | null;
  readonly close: () => Promise<void>;
};

export async function openCutover(
  current: () => Config,
  deps: Omit<RunnerDeps, "isHolder" | "lagSeconds"> & { readonly runDir: RunDir },
): Promise<Cutover> {
  const lease = await openLease(current(), "plans", limits.planLeaseMs);
  const runner = startRunner({
    ...deps,
    isHolder: lease.isHeld,
    lagSeconds: () => lagSecondsOf(deps.runDir),
  });
  return {
    desk: createPlanDesk(current, deps),
    problem: runner.problem,
    async close() {
      await runner.close();
      await lease.close();
    },
  };
}

/** Of this machine's recorder; null where there is none. Unit: s. */
async function lagSecondsOf(runDir: RunDir): Promise<number | null> {
  const answer = await askStatus(runDir, "recorder", "/metrics");
  return answer.kind === "answer" ? singleOf(answer.body, "ocpptap_recorder_lag_seconds") : null;
}
