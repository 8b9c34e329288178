/** The embedded engine in a process of its own: the `store` role without its supervisor. */
import { OperationalError } from "../../src/base/errors.ts";
import { type EngineOptions, startEngine } from "../../src/store/engine.ts";

process.once("disconnect", () => process.kill(process.pid, "SIGKILL"));
process.once("message", async (options) => {
  try {
    const engine = await startEngine(options as EngineOptions, { observe: () => undefined });
    process.once("SIGTERM", () => void engine.close());
    process.send?.({ url: engine.url });
    const problem = await engine.ended;
    process.send?.({ code: "ended", problem }, () => process.exit(1));
  } catch (thrown) {
    const code = thrown instanceof OperationalError ? thrown.code : "bug";
    process.send?.({ code, problem: String(thrown) }, () => process.exit(1));
  }
});
