import { createServer } from "node:net";
import { expect, it, onTestFinished } from "vitest";
import { configSchema } from "../../src/config/schema.ts";
import { startConsole } from "../../src/console/console.ts";
import { createMetrics } from "../../src/observe/metrics.ts";
import { openRunDir } from "../../src/observe/run-dir.ts";
import { alone } from "../support/alone.ts";
import { tempDir } from "../support/temp-dir.ts";
import { noStore, serveConsole } from "./served.ts";

async function start(address: string) {
  return startConsole(configSchema.parse({ console: { address } }), {
    store: noStore,
    ...alone,
    runDir: await openRunDir(await tempDir()),
    clock: { nowUs: () => 0 },
    observe: () => undefined,
    metrics: createMetrics("console"),
  });
}

it.each(["0.0.0.0:0", "[::]:0", "192.0.2.1:0"])(
  "refuses to listen on %s, where everyone could read the record",
  async (address) => {
    await expect(start(address)).rejects.toMatchObject({ code: "CONSOLE_EXPOSED" });
  },
);

it("says whose port is in use, and with which option to choose another", async () => {
  const other = createServer().listen(0, "127.0.0.1");
  onTestFinished(() => void other.close());
  await new Promise((resolve) => other.once("listening", resolve));
  const bound = other.address();
  const port = typeof bound === "object" ? bound?.port : 0;
  await expect(start(`127.0.0.1:${port}`)).rejects.toMatchObject({
    code: "PORT_IN_USE",
    details: { address: `127.0.0.1:${port}`, option: "--console" },
  });
});

it("a bug is told to the log with its place, and to the asker without its words", async () => {
  const served = await serveConsole(await tempDir(), noStore);
  const { status, body } = await served.get("/api/stations");
  expect(status).toBe(500);
  expect(body).toMatchObject({ error: { code: "CONSOLE_FAILED" } });
  expect(JSON.stringify(body)).not.toContain("nothing is asked");
  expect(served.events).toMatchObject([
    { name: "bug", role: "console", where: "GET /api/stations" },
  ]);
  await served.close();
});

it("closes with live listeners open", async () => {
  const served = await serveConsole(await tempDir(), noStore, { isRecorderThere: false });
  const response = await fetch(`${served.url}/api/live`);
  expect(response.status).toBe(200);
  const text = response.text();
  await served.close();
  expect(await text).toContain("event: state");
});

it("tells metrics and health to other machines on an address of their own, and nothing else", async () => {
  const probe = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => probe.once("listening", resolve));
  const bound = probe.address();
  const port = typeof bound === "object" ? bound?.port : 0;
  await new Promise((resolve) => probe.close(resolve));
  const addresses = { address: "127.0.0.1:0", metricsAddress: `0.0.0.0:${port}` };
  const running = await startConsole(configSchema.parse({ console: addresses }), {
    store: noStore,
    ...alone,
    runDir: await openRunDir(await tempDir()),
    clock: { nowUs: () => 0 },
    observe: () => undefined,
    metrics: createMetrics("console"),
  });
  const statuses = ["/metrics", "/healthz", "/readyz", "/api/system"].map(
    async (path) => (await fetch(`http://127.0.0.1:${port}${path}`)).status,
  );
  expect(await Promise.all(statuses)).toEqual([200, 200, 503, 404]);
  await running.close();
});
