/** A parent of an engine, for the test that kills it. */
import { forkEngine } from "./engine.ts";

process.once("message", async (options) => {
  const engine = await forkEngine(options as { readonly dir: string; readonly runDir: string });
  process.send?.({ pid: engine.pid });
});
