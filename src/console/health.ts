/** Is every role ready, and what does each measure: asked of the roles' own status sockets. */
import { problemOf } from "../base/errors.ts";
import { limits } from "../base/limits.ts";
import { isRelayName } from "../config/workers.ts";
import type { Fleet } from "../fleet/fleet.ts";
import type { Metrics, Reading } from "../observe/metrics.ts";
import { joinMetrics } from "../observe/open-metrics.ts";
import type { RunDir } from "../observe/run-dir.ts";
import {
  askHealth,
  askRole,
  askStatus,
  type HealthAnswer,
  type StatusAnswer,
} from "../observe/status.ts";
import type { Store } from "../store/client.ts";
import type { ReadyAnswer } from "./contract.ts";

export const SUPERVISOR = "supervisor";

export type HealthDeps = {
  readonly runDir: RunDir;
  /** Roles that should run on this machine, besides this console. */
  readonly roles: readonly string[];
  readonly store: Pick<Store, "query">;
  readonly metrics: Metrics;
  readonly fleet: Pick<Fleet, "board" | "health" | "members">;
};

type RoleHealth = ReadyAnswer["roles"][string];

export async function readiness(deps: HealthDeps): Promise<ReadyAnswer> {
  const asked = deps.roles.map(async (role) => [role, await roleHealth(role, deps)] as const);
  const roles: Record<string, RoleHealth> = Object.fromEntries(await Promise.all(asked));
  const [answered, supervisor] = await Promise.all([storeAnswers(deps), supervisorHealth(deps)]);
  // What is shared may be away: it is said, and is no reason to send anybody elsewhere.
  const detail = `${answered.detail}; ${deps.fleet.health().detail}`;
  roles["console"] = { ...answered, detail };
  if (supervisor === null) return { ready: isReady(roles), degraded: false, roles };
  const { ready, degraded, detail: told } = supervisor;
  roles[SUPERVISOR] = { ready, detail: told };
  return { ready: isReady(roles), degraded: degraded === true, roles };
}

/** One of several relays that is started again is no reason to send the others' stations away. */
function isReady(roles: Readonly<Record<string, RoleHealth>>): boolean {
  const all = Object.entries(roles);
  const relays = all.filter(([name]) => isRelayName(name));
  return (
    (relays.length === 0 || relays.some(([, { ready }]) => ready)) &&
    all.every((each) => relays.includes(each) || each[1].ready)
  );
}

async function roleHealth(role: string, { runDir }: HealthDeps): Promise<RoleHealth> {
  const { ready, detail } = await askRole(runDir, role);
  return { ready, detail };
}

/**
 * It says which roles have ended, hung or loop. Null where there is none: a single role may be run
 * without one.
 */
function supervisorHealth({ runDir }: HealthDeps): Promise<HealthAnswer | null> {
  return askHealth(runDir, SUPERVISOR);
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

type Asked = { readonly role: string; readonly answer: StatusAnswer; readonly seconds: number };

/**
 * Prometheus text of this role, of all others that should run here, and of the supervisor where
 * there is one: it counts restarts. Promised: one role that hangs costs `limits.statusMsMax` and a
 * 0 in its place, whatever the others say is there.
 */
export async function metricsOfAll({ runDir, roles, metrics }: HealthDeps): Promise<string> {
  const asked = await Promise.all(
    [...roles, SUPERVISOR].map(async (role): Promise<Asked> => {
      const beganMs = performance.now();
      const answer = await askStatus(runDir, role, "/metrics");
      return { role, answer, seconds: (performance.now() - beganMs) / 1000 };
    }),
  );
  // A supervisor is nothing that must be: a single role may be run without one.
  const told = asked.filter(({ role, answer }) => role !== SUPERVISOR || isAnswered(answer));
  metrics.measure("roleAnswered", () => byRole(told, ({ answer }) => (isAnswered(answer) ? 1 : 0)));
  metrics.measure("roleAnswerSeconds", () => byRole(told, ({ seconds }) => seconds));
  const texts = asked.flatMap(({ answer }) =>
    answer.kind === "answer" && isAnswered(answer) ? [answer.body] : [],
  );
  return joinMetrics([await metrics.text(), ...texts]);
}

function isAnswered(answer: StatusAnswer): boolean {
  return answer.kind === "answer" && answer.status === 200;
}

function byRole(asked: readonly Asked[], value: (asked: Asked) => number): Reading {
  return asked.map((each) => ({ labels: { of: each.role }, value: value(each) }));
}
