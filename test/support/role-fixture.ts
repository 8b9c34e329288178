/** A role for the supervisor's tests: says who it is and does as its configuration tells. */
import { OperationalError } from "../../src/base/errors.ts";
import { runAsChild } from "../../src/supervise/child.ts";

type Fixture = { readonly behaviour: "run" | "refuse" | "throw"; readonly starts?: number };

process.exitCode = await runAsChild(async (config) => {
  const { behaviour, starts = 0 } = config as Fixture;
  if (behaviour === "refuse") {
    throw new OperationalError("PORT_IN_USE", { address: "here", role: "fixture", option: "--x" });
  }
  if (behaviour === "throw") throw new TypeError("fixture is broken");
  return {
    address: `pid ${process.pid} start ${starts}`,
    settled: { starts: starts + 1 },
    close: async () => undefined,
  };
});
if (process.connected) process.disconnect?.();
