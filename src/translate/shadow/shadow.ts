/**
 * The shadows: follow the spools, play what has one. In: the configuration, the data directory,
 * where it stopped last time. Out: what was said to the other CSMSs, recorded; counts. Promised:
 * the relays and their spools are never waited for by this and never wait for it; after a crash the
 * last seconds are played again.
 *
 * The first time it looks at what the spool still has, to know the links that are open, and plays
 * from the moment of its start on.
 */
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import type { Clock } from "../../base/clock.ts";
import { problemOf } from "../../base/errors.ts";
import { limits } from "../../base/limits.ts";
import type { Config } from "../../config/schema.ts";
import type { StateStore } from "../../fleet/state-store.ts";
import type { Observe } from "../../observe/events.ts";
import { readLegCredentials } from "../../relay/leg-credentials.ts";
import { linkKey } from "../../relay/links.ts";
import { createLookup } from "../../relay/resolver.ts";
import { compileRoutes, findRoute, translatedRoutes } from "../../relay/route.ts";
import { openUpstreamTls } from "../../relay/upstream-tls.ts";
import type { Disk } from "../../spool/disk.ts";
import {
  openSpoolsFollower,
  type SpoolsFollower,
  type SpoolsRead,
} from "../../spool/spools-follower.ts";
import { type Checkpoint, readCheckpoint, writeCheckpoint } from "./checkpoint.ts";
import type { ShadowRecord } from "./leg.ts";
import {
  createShadowLinks,
  type ShadowHandover,
  type ShadowLinks,
  type ShadowRoute,
} from "./links.ts";

export type ShadowDeps = {
  readonly store: StateStore;
  readonly clock: Clock;
  readonly observe: Observe;
  readonly disk: Disk;
  readonly record: ShadowRecord;
  /** Absent: stations never leave. */
  readonly handing?: ShadowHanding;
};

/** What tells a shadow whose a station is. */
export type ShadowHanding = {
  readonly ask: ShadowHandover["ask"];
  /** The newest link of a station, as all instances know it; null for none that is known. */
  readonly newestOf: (key: string) => Promise<string | null>;
};

export type Shadow = {
  readonly counts: ShadowLinks["counts"];
  /** Null while it follows; else why it does not. */
  readonly problem: () => string | null;
  /** A station's state, by its name, is to be driven by another. */
  readonly letGo: (name: string) => Promise<void>;
  readonly close: () => Promise<void>;
};

type Run = {
  readonly deps: ShadowDeps;
  readonly follower: SpoolsFollower;
  readonly links: ShadowLinks;
  readonly path: string;
  readonly closing: AbortController;
  /** Older records are only looked at; null once everything is played. Unit: µs. */
  sinceUs: number | null;
  /** Where it was at the last look at the time, if nothing was left to translate then. */
  settled: Checkpoint | null;
  settledAtMs: number;
  problem: string | null;
};

const READ = {
  recordsMax: limits.shadowReadRecords,
  bytesMax: limits.shadowReadBytes,
  waitMs: limits.shadowReadWaitMs,
};

/** Rejects with CONFIG_UNREADABLE where a file of credentials or authorities cannot be used. */
export async function startShadow(
  config: Pick<Config, "data" | "relay" | "shadows" | "routes" | "upstream">,
  deps: ShadowDeps,
): Promise<Shadow> {
  const { clock, observe, disk } = deps;
  const { dialMs, keepAliveMs } = config.relay;
  const routes = routesOf(config);
  const { secureContextOf } = await openUpstreamTls(routes);
  const credentials = await readLegCredentials(routes);
  const asking = { lookup: createLookup(clock), secureContextOf, dialMs, keepAliveMs };
  const { handing } = deps;
  const handover = handing === undefined ? {} : { handover: handoverOf(config, handing) };
  const links = createShadowLinks(routes, { ...deps, asking, credentials, ...handover });
  const path = join(config.data, "shadow", "checkpoint.json");
  const checkpoint = await readCheckpoint(path, disk);
  const from = checkpoint?.positions ?? new Map();
  const follower = openSpoolsFollower(
    {
      data: config.data,
      workers: config.relay.workers,
      isWithoutShadows: true,
      from: async (worker) => from.get(worker) ?? null,
    },
    { disk, observe, clock },
  );
  const run: Run = {
    ...{ deps, links, path, follower },
    closing: new AbortController(),
    sinceUs: checkpoint === null ? clock.nowUs() : null,
    ...{ settled: null, settledAtMs: 0, problem: null },
  };
  if (checkpoint !== null) {
    links.restore(checkpoint.links);
    links.begin();
  }
  const following = follow(run);
  return {
    counts: () => links.counts(),
    problem: () => run.problem,
    letGo: (name) => links.letGo(name),
    async close() {
      run.closing.abort();
      await run.follower.close();
      const last = await following;
      await links.close();
      if (last !== null) await save(run, last);
    },
  };
}

/** By the path's own route, as the relay counts stations. */
function handoverOf(
  config: Pick<Config, "routes" | "upstream">,
  { ask, newestOf }: ShadowHanding,
): ShadowHandover {
  const routes = compileRoutes(config);
  return {
    ask,
    async isNewest(target, linkId) {
      const routed = findRoute(routes, target);
      if (routed === null) return false;
      return (await newestOf(linkKey(routed.home, routed.stationId))) === linkId;
    },
  };
}

function routesOf({ shadows }: Pick<Config, "shadows">): readonly ShadowRoute[] {
  const routes = shadows.map(({ simulateAccept: _ours, ...route }) => ({
    ...route,
    mode: "translate" as const,
  }));
  const compiled = translatedRoutes(compileRoutes({ routes, upstream: undefined }));
  return compiled.map((each, index) => ({
    ...each,
    simulateAccept: shadows[index]?.simulateAccept ?? false,
  }));
}

/** Gives where it was in the end; null where that must not be kept. */
async function follow(run: Run): Promise<Checkpoint | null> {
  let here: Checkpoint | null = null;
  while (!run.closing.signal.aborted) {
    try {
      const read = await run.follower.read(READ);
      run.problem = null;
      play(run, read);
      here = { positions: read.positions, links: run.links.open() };
      await mark(run, here);
    } catch (thrown) {
      if (run.closing.signal.aborted) break;
      run.problem = problemOf(thrown);
      run.deps.observe({ name: "shadowBehind", problem: run.problem });
      await delay(limits.shadowRetryMs, null, { signal: run.closing.signal }).catch(() => null);
    }
  }
  return run.sinceUs === null ? here : null;
}

function play(run: Run, { records, isDamaged, isMissed }: SpoolsRead): void {
  const { links, deps } = run;
  if (isMissed) links.gapAll("a part of the record was gone before it was read");
  if (isDamaged) links.gapAll("a part of the record is damaged");
  for (const record of records) {
    if (run.sinceUs !== null && record.receivedAtUs >= run.sinceUs) beginLive(run);
    try {
      links.take(record, run.sinceUs === null);
    } catch (thrown) {
      const problem = problemOf(thrown);
      deps.observe({ name: "bug", role: "shadow", where: "a record", problem });
    }
  }
  // The end of what there is.
  if (records.length === 0 && run.sinceUs !== null) beginLive(run);
}

function beginLive(run: Run): void {
  run.sinceUs = null;
  run.links.begin();
}

/**
 * What is kept is where it was a while ago, if nothing waited then: what came of that is stored by
 * now.
 */
async function mark(run: Run, here: Checkpoint): Promise<void> {
  const nowMs = performance.now();
  if (run.sinceUs !== null || nowMs - run.settledAtMs < limits.shadowCheckpointMs) return;
  if (!run.links.isSettled()) return;
  const before = run.settled;
  run.settled = here;
  run.settledAtMs = nowMs;
  if (before !== null) await save(run, before);
}

async function save({ path, deps }: Run, checkpoint: Checkpoint): Promise<void> {
  try {
    await writeCheckpoint(path, checkpoint, deps.disk);
  } catch (thrown) {
    deps.observe({ name: "shadowBehind", problem: problemOf(thrown) });
  }
}
