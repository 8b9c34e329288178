import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { expect, it, onTestFinished } from "vitest";
import { createMetrics } from "../../src/observe/metrics.ts";
import { openRunDir } from "../../src/observe/run-dir.ts";
import { serveStatus } from "../../src/observe/status.ts";
import { tempDir } from "../support/temp-dir.ts";

const program = join(import.meta.dirname, "../../src/observe/probe-process.ts");

async function probe(...args: readonly string[]) {
  const child = spawn(process.execPath, [program, ...args], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [said, [code]] = await Promise.all([text(child.stdout), once(child, "exit")]);
  return { code, said };
}

it("tells ready roles from those that only live, and those from what does not run", async () => {
  const dataDir = await tempDir();
  const runDir = await openRunDir(dataDir);
  for (const [role, ready] of [["relay", true] as const, ["recorder", false] as const]) {
    const health = () => ({ ready, detail: `${role} says so` });
    const server = await serveStatus({ runDir, role, health, metrics: createMetrics("relay") });
    onTestFinished(() => server.close());
  }
  const answers = await Promise.all([
    probe("ready", dataDir, "relay"),
    probe("alive", dataDir, "relay", "recorder"),
    probe("ready", dataDir, "relay", "recorder"),
    probe("alive", dataDir, "console"),
    probe("alive", dataDir),
  ]);
  expect(answers).toEqual([
    { code: 0, said: "relay: relay says so\n" },
    { code: 0, said: "relay: relay says so\nrecorder: recorder says so\n" },
    { code: 1, said: "relay: relay says so\nrecorder: recorder says so\n" },
    { code: 1, said: "console: the console does not run\n" },
    { code: 2, said: "" },
  ]);
});
