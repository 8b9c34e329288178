/** The recorder wired to the world: spool, store, status socket with the live tail. */
import { join } from "node:path";
import { systemClock } from "../base/clock.ts";
import { rules as allRules } from "../findings/catalogue.ts";
import type { Rule } from "../findings/rule.ts";
import { serveStatus } from "../observe/status.ts";
import { type Recorder, startRecorder } from "../recorder/recorder.ts";
import { realDisk } from "../spool/disk.ts";
import { openStore } from "../store/client.ts";
import { endPointOf } from "../store/endpoint.ts";
import { prepareStore } from "../store/prepare.ts";
import type { RunningRole } from "../supervise/child.ts";
import type { RoleContext } from "./role.ts";

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
    await prepareStore(
      store,
      { database, retentionDays: config.record.retentionDays },
      { observe },
    );
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
    disk: realDisk,
    sink: { insert: store.insert, prepare },
    rules,
  });
  recorder = started;
  metrics.measure("recorderLagSeconds", () => started.health().lagMs / 1000);
  return {
    address: join(config.data, "spool"),
    settled: {},
    ready: prepared.promise,
    async close() {
      await started.close();
      await store.close();
      await status.close();
    },
  };
}
