/** The recorder wired to the world: spool, store, status socket with the live tail. */
import { join } from "node:path";
import { systemClock } from "../base/clock.ts";
import { rules as allRules } from "../findings/catalogue.ts";
import type { Rule } from "../findings/rule.ts";
import { openFleet } from "../fleet/fleet.ts";
import { shareLive } from "../fleet/live-share.ts";
import { serveStatus } from "../observe/status.ts";
import { catchUp } from "../recorder/catch-up.ts";
import { type Recorder, startRecorder } from "../recorder/recorder.ts";
import { measureSpool } from "../recorder/spool-gauges.ts";
import { createTally } from "../recorder/tally.ts";
import { realDisk } from "../spool/disk.ts";
import { openStore } from "../store/client.ts";
import { endPointOf } from "../store/endpoint.ts";
import { optionsOf } from "../store/migrate.ts";
import { prepareStore } from "../store/prepare.ts";
import type { RunningRole } from "../supervise/child.ts";
import { openRedact, openSpoolDisk } from "./privacy.ts";
import type { RoleContext } from "./role.ts";
import { openSpans } from "./spans.ts";

/** `rules`: all of them unless the benchmarks want fewer. */
export async function startRecorderRole(
  { config, runDir, observer }: RoleContext,
  rules: readonly Rule[] = allRules,
): Promise<RunningRole> {
  const { observe, metrics } = observer;
  const resolve = endPointOf({ url: config.store.url, runDir: runDir.path, user: "recorder" });
  const store = openStore(resolve, { observe });
  const prepared = Promise.withResolvers<void>();
  const prepare = async () => {
    const { database } = await resolve();
    await prepareStore(store, optionsOf(config, database), { observe });
    prepared.resolve();
  };
  let recorder: Recorder | null = null;
  const status = await serveStatus({
    runDir,
    role: "recorder",
    metrics,
    health: () => recorder?.health() ?? { ready: false, detail: "starting" },
    routes: { "/live": (request, response) => recorder?.live.handle(request, response) },
  });
  const started = await startRecorder(config, {
    clock: systemClock,
    observe,
    disk: await openSpoolDisk(config),
    redact: await openRedact(config),
    sink: { insert: store.insert, prepare },
    rules,
  });
  recorder = started;
  metrics.measure("recorderLagSeconds", () => started.health().lagMs / 1000);
  metrics.measure("recorderSpoolLagSeconds", () =>
    started.health().spools.map(({ spool, lagMs }) => ({ labels: { spool }, value: lagMs / 1000 })),
  );
  metrics.measure("recorderWaitingRows", () => started.health().waitingRows);
  measureSpool(
    { data: config.data, bytesMax: config.spool.bytesMax },
    { metrics, disk: realDisk, clock: systemClock },
  );
  const tally = createTally(metrics);
  started.live.onLive(({ row }) => tally.take(row));
  const spans = await openSpans(config, observer);
  if (spans !== null) started.live.onLive(({ row }) => spans.take(row));
  // Without Redis there is no other machine, and this one's consoles read the socket.
  const isShared = config.redis.url !== undefined;
  const fleet = isShared ? await openFleet(config, "recorder", { runDir, observe, metrics }) : null;
  const share = fleet === null ? null : shareLive(started.live, { board: fleet.board, observe });
  return {
    address: join(config.data, "spool"),
    settled: {},
    ready: prepared.promise,
    drain: (signal) => catchUp(started, signal),
    async close() {
      share?.close();
      await fleet?.close();
      await started.close();
      await spans?.close();
      await store.close();
      await status.close();
    },
  };
}
