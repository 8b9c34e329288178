/**
 * The state of ocpptap itself: what its roles say over their status sockets, what lies on the disk,
 * what the store says. Promised: every part that does not answer is null beside the others, within
 * `limits.statusMsMax`; credentials are nowhere in it.
 */
import { statfs } from "node:fs/promises";
import { isoFromUs } from "../base/clock.ts";
import { OperationalError, problemOf } from "../base/errors.ts";
import { limits } from "../base/limits.ts";
import { version } from "../base/version.ts";
import { settingsOf } from "../config/print.ts";
import { redactUrls } from "../config/redact.ts";
import type { Config } from "../config/schema.ts";
import { relayNames } from "../config/workers.ts";
import type { Books } from "../fleet/books.ts";
import { singleOf } from "../observe/samples.ts";
import { askHealth, askRole, askStatus } from "../observe/status.ts";
import type { QueryDeps } from "../query/reader.ts";
import { readStoreState } from "../query/store-state.ts";
import { realDisk } from "../spool/disk.ts";
import { surveySpools, type WorkerSpool } from "../spool/survey.ts";
import { alertsState } from "./alerts-state.ts";
import { type HealthDeps, SUPERVISOR } from "./health.ts";
import type { RoleState, RouteState, SharedState, SystemAnswer } from "./system-contract.ts";
import { workersState } from "./workers.ts";

export type AskSystem = (deps: QueryDeps) => Promise<SystemAnswer>;

type SystemDeps = Pick<HealthDeps, "runDir" | "fleet"> & {
  readonly roles: () => readonly string[];
  readonly books: Pick<Books, "overrides" | "faults">;
};

/** `current`: what is in force when it is asked for. */
export function createSystem(current: () => Config, deps: SystemDeps): AskSystem {
  const look = sharing(() => survey(current()), limits.systemSurveyMs);
  return async (asking) => {
    const config = current();
    const relays = relayNames(config.relay.workers);
    const [roles, supervisor, relayed, recorder, alerts, surveyed, told] = await Promise.all([
      rolesOf(deps),
      supervisorState(deps),
      Promise.all(relays.map((name) => metricsOf(name, deps))),
      metricsOf("recorder", deps),
      config.alerts.length === 0 ? null : metricsOf("alerts", deps),
      look(),
      tellStore(asking),
    ]);
    const lagSeconds = singleOf(recorder ?? "", "ocpptap_recorder_lag_seconds");
    const { engine, store, storeProblem } = told;
    const { spools, disk } = surveyed;
    return {
      at: isoFromUs(asking.clock.nowUs()),
      instance: config.instance,
      versions: { ocpptap: version, node: process.versions.node, engine },
      roles: [...roles, consoleState(storeProblem?.sentence), ...supervisor.roles],
      configuration: supervisor.configuration,
      routes: routesOf(config),
      ...workersState(config, { relayed, spools, recorder }),
      recorder: lagSeconds === null ? null : { lagSeconds },
      alerts: alertsState(alerts),
      ...{ disk, store, storeProblem, settings: settingsOf(config) },
      retentionDays: config.record.retentionDays,
      shared: sharedState(deps),
    };
  };
}

function sharedState({ fleet, books }: SystemDeps): SharedState {
  const { board } = fleet;
  const { isWell, detail } = fleet.health();
  const members = fleet.members().map(({ instance, role }) => ({ instance, role }));
  return { kind: board.kind, ready: isWell, detail, members, overrides: books.overrides.count() };
}

/** Where `upstream` alone is given, it is the last route, for every path. */
function routesOf({ routes, upstream }: Config): readonly RouteState[] {
  const listed = routes.map(({ match, upstream: url, mode, translate, backends = [] }) => ({
    ...{ match, upstream: redactUrls(url), mode },
    translates:
      mode === "transparent" || translate === undefined
        ? null
        : { station: translate.station, csms: translate.csms },
    backends: backends.map(({ name, upstream: dialled, actions }) => ({
      ...{ name, upstream: redactUrls(dialled), actions },
    })),
  }));
  if (upstream === undefined) return listed;
  const last = {
    match: "/{station}",
    upstream: redactUrls(upstream),
    mode: "transparent" as const,
  };
  return [...listed, { ...last, translates: null, backends: [] }];
}

function rolesOf({ runDir, roles }: SystemDeps): Promise<readonly RoleState[]> {
  return Promise.all(roles().map(async (role) => ({ role, ...(await askRole(runDir, role)) })));
}

/** None where a single role runs. */
async function supervisorState({ runDir }: SystemDeps) {
  const health = await askHealth(runDir, SUPERVISOR);
  if (health === null) return { roles: [], configuration: null };
  const { ready, detail, pid, configuration = null } = health;
  return { roles: [{ role: SUPERVISOR, ready, detail, pid }], configuration };
}

function consoleState(problem: string | undefined): RoleState {
  const detail = problem === undefined ? "the store answers" : problem;
  return { role: "console", ready: problem === undefined, detail, pid: process.pid };
}

async function metricsOf(role: string, { runDir }: SystemDeps): Promise<string | null> {
  const answer = await askStatus(runDir, role, "/metrics");
  return answer.kind === "answer" && answer.status === 200 ? answer.body : null;
}

type Surveyed = {
  /** Null where the directory cannot be read. */
  readonly spools: readonly WorkerSpool[] | null;
  readonly disk: SystemAnswer["disk"];
};

async function survey({ data }: Config): Promise<Surveyed> {
  const [spools, disk] = await Promise.all([
    surveySpools(data, realDisk).catch(() => null),
    statfs(data).catch(() => null),
  ]);
  const sizes =
    disk === null ? null : { bytes: disk.blocks * disk.bsize, freeBytes: disk.bavail * disk.bsize };
  return { spools, disk: sizes };
}

/** A page that says how everything is must not wait for what is down. */
async function tellStore(deps: QueryDeps) {
  const overdue = AbortSignal.timeout(limits.statusMsMax);
  const signal = deps.signal === undefined ? overdue : AbortSignal.any([deps.signal, overdue]);
  try {
    const { version: engine, ...store } = await readStoreState({ ...deps, signal });
    return { engine, store, storeProblem: null };
  } catch (thrown) {
    const isKnown = thrown instanceof OperationalError;
    const storeProblem = {
      sentence: overdue.aborted ? "The store does not answer in time." : problemOf(thrown),
      remedy: isKnown ? thrown.remedy : "It is asked again; its log lines say more.",
    };
    return { engine: null, store: null, storeProblem };
  }
}

/** Askers at the same time, and soon after, get the same answer. */
function sharing<Value>(ask: () => Promise<Value>, forMs: number): () => Promise<Value> {
  let last: { readonly value: Promise<Value>; readonly atMs: number } | null = null;
  return () => {
    const nowMs = performance.now();
    if (last === null || nowMs - last.atMs > forMs) last = { value: ask(), atMs: nowMs };
    return last.value;
  };
}
