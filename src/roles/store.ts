/** The embedded engine in a process of its own, with its status socket. */
import { join } from "node:path";
import { type Health, serveStatus } from "../observe/status.ts";
import { startEngine } from "../store/engine.ts";
import type { RunningRole } from "../supervise/child.ts";
import type { RoleContext } from "./role.ts";

export async function startStoreRole({
  config,
  runDir,
  observer,
}: RoleContext): Promise<RunningRole> {
  let health: Health = { ready: false, detail: "starting" };
  const { metrics, observe } = observer;
  await serveStatus({ runDir, role: "store", metrics, health: () => health });
  const dir = join(config.data, "store");
  const { memoryBytesMax } = config.store;
  const engine = await startEngine(
    { dir, runDir: runDir.path, memoryBytesMax, reads: config.query },
    { observe },
  );
  health = { ready: true, detail: `the embedded engine answers on ${engine.url}` };
  const ended = engine.ended.then((problem) => {
    health = { ready: false, detail: problem };
    return problem;
  });
  return { address: engine.url, settled: {}, ended, close: engine.close };
}
