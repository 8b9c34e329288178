import { createServer } from "node:http";
import { expect, it } from "vitest";
import { limits } from "../../src/base/limits.ts";
import { metricsOfAll, readiness } from "../../src/console/health.ts";
import { createMetrics } from "../../src/observe/metrics.ts";
import { openRunDir } from "../../src/observe/run-dir.ts";
import { samplesOf } from "../../src/observe/samples.ts";
import { serveStatus } from "../../src/observe/status.ts";
import { aloneFleet } from "../support/alone.ts";
import { tempDir } from "../support/temp-dir.ts";
import { until } from "../support/until.ts";

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
    deps: {
      runDir,
      fleet: aloneFleet,
      roles: ["relay", "recorder"],
      store,
      metrics: createMetrics("console"),
    },
  };
}

it("is ready when every role is, and says of each that is not what it says itself", async () => {
  const { relay, deps } = await open();
  expect(await readiness(deps)).toEqual({
    ready: false,
    degraded: false,
    roles: {
      relay: { ready: false, detail: "starting" },
      recorder: { ready: false, detail: "the recorder does not run" },
      console: { ready: true, detail: "the store answers; nothing is shared" },
    },
  });
  expect((await readiness({ ...deps, roles: [] })).ready).toBe(true);
  await relay.close();
});

it("is not ready while the store does not answer", async () => {
  const { relay, deps } = await open({ query: () => Promise.reject(new Error("no such host")) });
  expect((await readiness({ ...deps, roles: [] })).roles["console"]).toEqual({
    ready: false,
    detail: "no such host; nothing is shared",
  });
  await relay.close();
});

it("joins the metrics of the roles that run", async () => {
  const { relay, deps } = await open();
  const text = await metricsOfAll(deps);
  expect(text).toContain('ocpptap_role_ready{role="relay"} 0');
  expect(text).toContain('ocpptap_role_answered{of="relay",role="console"} 1');
  expect(text).toContain('ocpptap_role_answered{of="recorder",role="console"} 0');
  expect(text).not.toContain('of="supervisor"');
  await relay.close();
});

it("counts what the supervisor counts, where there is one", async () => {
  const { relay, deps } = await open();
  const supervisor = await serveStatus({
    runDir: deps.runDir,
    role: "supervisor",
    metrics: createMetrics("supervisor"),
    health: () => ({ ready: true, detail: "" }),
  });
  const text = await metricsOfAll(deps);
  expect(text).toContain('ocpptap_role_ready{role="supervisor"} 1');
  await supervisor.close();
  await relay.close();
});

it("a refused configuration degrades it, and is no reason to send anybody elsewhere", async () => {
  const { deps, relay } = await open();
  const supervisor = await serveStatus({
    ...{ runDir: deps.runDir, role: "supervisor", metrics: createMetrics("supervisor") },
    health: () => ({ ready: true, detail: "it is refused", degraded: true }),
  });
  expect(await readiness({ ...deps, roles: [] })).toMatchObject({
    ...{ ready: true, degraded: true },
    roles: { supervisor: { ready: true, detail: "it is refused" } },
  });
  await supervisor.close();
  await relay.close();
});

it("a role that hangs is said to, in time, and the others are told", async () => {
  const { relay, deps } = await open();
  const silent = createServer(() => undefined);
  await new Promise<void>((resolve) => silent.listen(deps.runDir.socketOf("recorder"), resolve));
  let text = "";
  // On a busy machine the other one may be late as well, once.
  await until(async () => {
    const beganMs = performance.now();
    text = await metricsOfAll(deps);
    expect(performance.now() - beganMs).toBeLessThan(2 * limits.statusMsMax + 3_000);
    expect(text).toContain('ocpptap_role_answered{of="recorder",role="console"} 0');
    return text.includes('ocpptap_role_answered{of="relay",role="console"} 1');
  }, "the other role to be told");
  const waited = samplesOf(text, "ocpptap_role_answer_seconds");
  const recorder = waited.find(({ labels }) => labels["of"] === "recorder");
  expect(recorder?.value).toBeGreaterThan(limits.statusMsMax / 1000 - 0.1);
  silent.closeAllConnections();
  await new Promise((resolve) => silent.close(resolve));
  await relay.close();
});

it("is ready while one of several relays is, and names each", async () => {
  const { deps, relay } = await open();
  const second = await serveStatus({
    ...{ runDir: deps.runDir, role: "relay.2", metrics: createMetrics("relay") },
    health: () => ({ ready: true, detail: "relaying" }),
  });
  const answer = await readiness({ ...deps, roles: ["relay", "relay.2"] });
  expect(answer.ready).toBe(true);
  expect(answer.roles).toMatchObject({ relay: { ready: false }, "relay.2": { ready: true } });
  await second.close();
  expect((await readiness({ ...deps, roles: ["relay", "relay.2"] })).ready).toBe(false);
  await relay.close();
});
