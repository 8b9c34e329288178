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
import { samplesOf, singleOf } from "../observe/samples.ts";
import { askStatus, parseHealth } from "../observe/status.ts";
import type { QueryDeps } from "../query/reader.ts";
import { readStoreState } from "../query/store-state.ts";
import { realDisk } from "../spool/disk.ts";
import { surveySpool } from "../spool/survey.ts";
import type { HealthDeps } from "./health.ts";
import type { RelayState, RoleState, RouteState, SystemAnswer } from "./system-contract.ts";

export type AskSystem = (deps: QueryDeps) => Promise<SystemAnswer>;

type SystemDeps = Pick<HealthDeps, "runDir" | "roles">;

export function createSystem(config: Config, deps: SystemDeps): AskSystem {
  const surveyed = sharing(() => survey(config), limits.systemSurveyMs);
  const settings = settingsOf(config);
  return async (asking) => {
    const [roles, relay, recorder, { spool, disk }, told] = await Promise.all([
      rolesOf(deps),
      metricsOf("relay", deps),
      metricsOf("recorder", deps),
      surveyed(),
      tellStore(asking),
    ]);
    const lagSeconds = singleOf(recorder ?? "", "ocpptap_recorder_lag_seconds");
    const { engine, store, storeProblem } = told;
    return {
      at: isoFromUs(asking.clock.nowUs()),
      instance: config.instance,
      versions: { ocpptap: version, node: process.versions.node, engine },
      roles: [...roles, consoleState(storeProblem?.sentence)],
      routes: routesOf(config),
      relay: relay === null ? null : relayState(relay),
      recorder: lagSeconds === null ? null : { lagSeconds },
      ...{ spool, disk, store, storeProblem, settings },
      retentionDays: config.record.retentionDays,
    };
  };
}

/** Where `upstream` alone is given, it is the last route, for every path. */
function routesOf({ routes, upstream }: Config): readonly RouteState[] {
  const listed = routes.map(({ match, upstream: url, mode, translate }) => ({
    ...{ match, upstream: redactUrls(url), mode },
    translates:
      mode === "transparent" || translate === undefined
        ? null
        : { station: translate.station, csms: translate.csms },
  }));
  if (upstream === undefined) return listed;
  const last = {
    match: "/{station}",
    upstream: redactUrls(upstream),
    mode: "transparent" as const,
  };
  return [...listed, { ...last, translates: null }];
}

function rolesOf({ runDir, roles }: SystemDeps): Promise<readonly RoleState[]> {
  return Promise.all(
    roles.map(async (role) => {
      const answer = await askStatus(runDir, role, "/health");
      if (answer.kind === "none") return { role, ready: false, detail: answer.problem, pid: null };
      const health = parseHealth(answer.body);
      return health === null
        ? { role, ready: false, detail: `the ${role} does not answer as one`, pid: null }
        : { role, ready: health.ready, detail: health.detail, pid: health.pid };
    }),
  );
}

function consoleState(problem: string | undefined): RoleState {
  const detail = problem === undefined ? "the store answers" : problem;
  return { role: "console", ready: problem === undefined, detail, pid: process.pid };
}

async function metricsOf(role: string, { runDir }: SystemDeps): Promise<string | null> {
  const answer = await askStatus(runDir, role, "/metrics");
  return answer.kind === "answer" && answer.status === 200 ? answer.body : null;
}

function relayState(metrics: string): RelayState {
  const value = (name: string) => singleOf(metrics, name) ?? 0;
  const bySender = (name: string) => {
    const samples = samplesOf(metrics, name);
    const of = (sender: string) =>
      samples.find(({ labels }) => labels["sender"] === sender)?.value ?? 0;
    return { station: of("station"), csms: of("csms") };
  };
  return {
    linksOpen: value("ocpptap_links_open"),
    linksDialling: value("ocpptap_links_dialling"),
    messages: bySender("ocpptap_relayed_messages_total"),
    bytes: bySender("ocpptap_relayed_bytes_total"),
    spoolPendingBytes: value("ocpptap_spool_pending_bytes"),
  };
}

async function survey({ data, spool }: Config): Promise<Pick<SystemAnswer, "spool" | "disk">> {
  const [found, disk] = await Promise.all([
    surveySpool(data, realDisk).catch(() => null),
    statfs(data).catch(() => null),
  ]);
  return {
    spool:
      found === null
        ? null
        : {
            ...{ segments: found.segments, bytes: found.bytes, unreadBytes: found.unreadBytes },
            bytesMax: spool.bytesMax,
            oldestAt: found.oldestAtUs === null ? null : isoFromUs(found.oldestAtUs),
          },
    disk:
      disk === null
        ? null
        : { bytes: disk.blocks * disk.bsize, freeBytes: disk.bavail * disk.bsize },
  };
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
