import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { configSchema } from "../../src/config/schema.ts";
import { createSystem } from "../../src/console/system.ts";
import { systemSchema } from "../../src/console/system-schemas.ts";
import { createMetrics } from "../../src/observe/metrics.ts";
import { openRunDir } from "../../src/observe/run-dir.ts";
import { serveStatus } from "../../src/observe/status.ts";
import { alone } from "../support/alone.ts";
import { openTestWriter } from "../support/spool.ts";
import { tempDir } from "../support/temp-dir.ts";

const asking = {
  clock: { nowUs: () => 1_000_000 },
  retentionDays: 90,
  reader: { query: () => Promise.reject(new Error("no such host")) },
};

async function serveRelay(data: string) {
  const metrics = createMetrics("relay");
  metrics.measure("linksOpen", () => 3);
  metrics.measure("relayedMessages", () => [
    { labels: { sender: "station" }, value: 12 },
    { labels: { sender: "csms" }, value: 11 },
  ]);
  const runDir = await openRunDir(data);
  const health = () => ({ ready: true, detail: "relaying on ws://127.0.0.1:9000" });
  const status = await serveStatus({ runDir, role: "relay", metrics, health });
  return { runDir, status };
}

it("tells what answers, and null for what does not", async () => {
  const data = await tempDir();
  const { runDir, status } = await serveRelay(data);
  const writer = await openTestWriter(join(data, "spool"));
  await writer.close();
  const config = configSchema.parse({ data, upstream: "ws://csms.example/ocpp" });
  const state = await createSystem(() => config, {
    ...{ ...alone, runDir, roles: () => ["relay", "recorder"] },
  })(asking);
  expect(systemSchema.parse(state)).toEqual(state);
  expect(state.roles).toEqual([
    { role: "relay", ready: true, detail: "relaying on ws://127.0.0.1:9000", pid: process.pid },
    { role: "recorder", ready: false, detail: "the recorder does not run", pid: null },
    { role: "console", ready: false, detail: "no such host", pid: process.pid },
  ]);
  expect(state.relay).toMatchObject({ linksOpen: 3, messages: { station: 12, csms: 11 } });
  expect(state.recorder).toBeNull();
  expect(state.spool).toMatchObject({ segments: 1, bytesMax: config.spool.bytesMax });
  expect(state.disk?.bytes).toBeGreaterThan(state.disk?.freeBytes ?? Number.POSITIVE_INFINITY);
  expect(state.store).toBeNull();
  expect(state.storeProblem?.sentence).toBe("no such host");
  expect(state.versions.node).toBe(process.versions.node);
  await status.close();
});

it("has no credential in it", async () => {
  const data = await tempDir();
  await mkdir(join(data, "spool"));
  const config = configSchema.parse({
    data,
    upstream: "wss://user:hunter2@csms.example/ocpp?token=hunter2",
    routes: [
      {
        ...{ match: "/a/{station}", upstream: "wss://u:hunter2@a.example/{station}" },
        backends: [
          {
            ...{ name: "energy", upstream: "wss://u:hunter2@e.example", actions: ["Reset"] },
            credentials: { mode: "static", password: "hunter2" },
          },
        ],
      },
      {
        ...{ match: "/b/{station}", upstream: "wss://b.example/{station}", mode: "translate" },
        translate: {
          ...{ station: "1.6", csms: "2.0.1" },
          credentials: { mode: "static", user: "u", password: "hunter2" },
        },
      },
    ],
    store: { url: "http://ocpptap:hunter2@clickhouse:8123/ocpptap" },
  });
  const runDir = await openRunDir(data);
  const state = await createSystem(() => config, { ...alone, runDir, roles: () => [] })(asking);
  expect(JSON.stringify(state)).not.toContain("hunter2");
  const transparent = { mode: "transparent", translates: null };
  const backend = { name: "energy", upstream: "wss://u:***@e.example", actions: ["Reset"] };
  expect(state.routes).toEqual([
    {
      ...{ match: "/a/{station}", upstream: "wss://u:***@a.example/{station}", ...transparent },
      backends: [backend],
    },
    {
      ...{ match: "/b/{station}", upstream: "wss://b.example/{station}", mode: "translate" },
      translates: { station: "1.6", csms: "2.0.1" },
      backends: [],
    },
    {
      backends: [],
      ...{ match: "/{station}", upstream: "wss://user:***@csms.example/ocpp?token=***" },
      ...transparent,
    },
  ]);
  expect(state.settings).toContainEqual({
    key: "store.url",
    value: "http://ocpptap:***@clickhouse:8123/ocpptap",
  });
});

it("a store that stands still does not hold it", async () => {
  const data = await tempDir();
  const system = createSystem(() => configSchema.parse({ data }), {
    ...{ ...alone, runDir: await openRunDir(data), roles: () => [] },
  });
  const still = {
    query: (_statement: string, _params?: unknown, options?: { signal?: AbortSignal }) =>
      new Promise<never>((_resolve, reject) => {
        options?.signal?.addEventListener("abort", () => reject(options.signal?.reason));
      }),
  };
  const state = await system({ ...asking, reader: still });
  expect(state.storeProblem?.sentence).toBe("The store does not answer in time.");
});
