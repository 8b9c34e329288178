/** Is every role ready, and what does each measure: asked of the roles' own status sockets. */
import { problemOf } from "../base/errors.ts";
import { limits } from "../base/limits.ts";
import { joinMetrics, type Metrics } from "../observe/metrics.ts";
import type { RunDir } from "../observe/run-dir.ts";
import { askStatus, parseHealth } from "../observe/status.ts";
import type { Store } from "../store/client.ts";
import type { ReadyAnswer } from "./contract.ts";

export type HealthDeps = {
  readonly runDir: RunDir;
  /** Roles that should run on this machine, besides this console. */
  readonly roles: readonly string[];
  readonly store: Pick<Store, "query">;
  readonly metrics: Metrics;
};

type RoleHealth = ReadyAnswer["roles"][string];

export async function readiness(deps: HealthDeps): Promise<ReadyAnswer> {
  const asked = deps.roles.map(async (role) => [role, await roleHealth(role, deps)] as const);
  const roles: Record<string, RoleHealth> = Object.fromEntries(await Promise.all(asked));
  roles["console"] = await storeAnswers(deps);
  return { ready: Object.values(roles).every(({ ready }) => ready), roles };
}

async function roleHealth(role: string, { runDir }: HealthDeps): Promise<RoleHealth> {
  const answer = await askStatus(runDir, role, "/health");
  if (answer.kind === "none") return { ready: false, detail: answer.problem };
  const health = parseHealth(answer.body);
  return health === null
    ? { ready: false, detail: `the ${role} does not answer as one` }
    : { ready: health.ready, detail: health.detail };
}

/** A console is ready when the store answers it, wherever that is. */
async function storeAnswers({ store }: HealthDeps): Promise<RoleHealth> {
  const overdue = AbortSignal.timeout(limits.statusMsMax);
  try {
    await store.query("SELECT 1", {}, { signal: overdue, limitMs: limits.statusMsMax });
    return { ready: true, detail: "the store answers" };
  } catch (thrown) {
    const problem = overdue.aborted ? "the store does not answer" : problemOf(thrown);
    return { ready: false, detail: problem };
  }
}

/** Prometheus text of this role and of all others that run here. */
export async function metricsOfAll({ runDir, roles, metrics }: HealthDeps): Promise<string> {
  const others = await Promise.all(roles.map((role) => askStatus(runDir, role, "/metrics")));
  const texts = others.flatMap((answer) =>
    answer.kind === "answer" && answer.status === 200 ? [answer.body] : [],
  );
  return joinMetrics([await metrics.text(), ...texts]);
}
