/** A role for the supervisor's tests: says who it is and does as its configuration tells. */
import { OperationalError } from "../../src/base/errors.ts";
import { runAsChild } from "../../src/supervise/child.ts";

type Fixture = {
  readonly behaviour: "run" | "refuse" | "throw" | "drain";
  readonly starts?: number;
  /** Said when it is asked for its health, so to speak: in its address. */
  readonly colour?: string;
};

const memoryOptions = process.execArgv.filter((option) => option.startsWith("--max-"));

process.exitCode = await runAsChild(async (config) => {
  const { behaviour, starts = 0, colour = "" } = config as Fixture;
  if (behaviour === "refuse") {
    throw new OperationalError("PORT_IN_USE", { address: "here", role: "fixture", option: "--x" });
  }
  if (behaviour === "throw") throw new TypeError("fixture is broken");
  return {
    address: [`pid ${process.pid} start ${starts}`, ...memoryOptions].join(" "),
    settled: { starts: starts + 1 },
    ...(behaviour === "drain" ? { drain } : {}),
    async prepare(wanted) {
      const { colour: next = "" } = wanted as Fixture;
      if (next === "ugly") throw new OperationalError("NO_UPSTREAM");
      return {
        commit: () => process.stderr.write(`${process.pid}: ${colour} to ${next}\n`),
        discard: () => process.stderr.write(`${process.pid}: not ${next}\n`),
      };
    },
    close: async () => undefined,
  };
});
/** Until nobody waits for it any more. */
function drain(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) =>
    signal.addEventListener("abort", () => resolve(), { once: true }),
  );
}

if (process.connected) process.disconnect?.();
