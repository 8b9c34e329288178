/** The embedded engine in a process of its own: the `store` role without its supervisor. */
import { OperationalError } from "../../src/base/errors.ts";
import { startEngine } from "../../src/store/engine.ts";

type Options = { readonly dir: string; readonly runDir: string; readonly memoryBytesMax: number };

process.once("disconnect", () => process.kill(process.pid, "SIGKILL"));
process.once("message", async (options) => {
  try {
    const engine = await startEngine(options as Options, { observe: () => undefined });
    process.send?.({ url: engine.url });
    process.send?.({ ended: await engine.ended });
  } catch (thrown) {
    const code = thrown instanceof OperationalError ? thrown.code : "bug";
    process.send?.({ code, problem: String(thrown) }, () => process.exit(1));
  }
});
