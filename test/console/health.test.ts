import { expect, it } from "vitest";
import { metricsOfAll, readiness } from "../../src/console/health.ts";
import { createMetrics } from "../../src/observe/metrics.ts";
import { openRunDir } from "../../src/observe/run-dir.ts";
import { serveStatus } from "../../src/observe/status.ts";
import { tempDir } from "../support/temp-dir.ts";

const answers = { query: () => Promise.resolve([]) };

async function open(store: { query: () => Promise<never[]> } = answers) {
  const runDir = await openRunDir(await tempDir());
  const relay = await serveStatus({
    runDir,
    role: "relay",
    metrics: createMetrics("relay"),
    health: () => ({ ready: false, detail: "starting" }),
  });
  return {
    relay,
    deps: { runDir, roles: ["relay", "recorder"], store, metrics: createMetrics("console") },
  };
}

it("is ready when every role is, and says of each that is not what it says itself", async () => {
  const { relay, deps } = await open();
  expect(await readiness(deps)).toEqual({
    ready: false,
    roles: {
      relay: { ready: false, detail: "starting" },
      recorder: { ready: false, detail: "the recorder does not run" },
      console: { ready: true, detail: "the store answers" },
    },
  });
  expect((await readiness({ ...deps, roles: [] })).ready).toBe(true);
  await relay.close();
});

it("is not ready while the store does not answer", async () => {
  const { relay, deps } = await open({ query: () => Promise.reject(new Error("no such host")) });
  expect((await readiness({ ...deps, roles: [] })).roles["console"]).toEqual({
    ready: false,
    detail: "no such host",
  });
  await relay.close();
});

it("joins the metrics of the roles that run", async () => {
  const { relay, deps } = await open();
  const text = await metricsOfAll(deps);
  expect(text).toContain('role="relay"');
  expect(text).toContain('role="console"');
  await relay.close();
});
