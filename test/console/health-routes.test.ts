import { expect, it } from "vitest";
import { askOf } from "../../src/console/health-routes.ts";
import { createMetrics } from "../../src/observe/metrics.ts";
import { openRunDir } from "../../src/observe/run-dir.ts";
import { aloneFleet } from "../support/alone.ts";
import { tempDir } from "../support/temp-dir.ts";
import { noStore } from "./served.ts";

it("tells the metrics' own address all, in the format that is asked for", async () => {
  const runDir = await openRunDir(await tempDir());
  const metrics = createMetrics("console");
  const ask = askOf({ runDir, metrics, roles: ["relay"], store: noStore, fleet: aloneFleet });
  expect(await ask("/healthz", "*/*")).toMatchObject({ status: 200, body: '{"alive":true}' });
  const ready = await ask("/readyz", "*/*");
  expect(ready.status).toBe(503);
  expect(JSON.parse(ready.body).roles.relay.detail).not.toBe("");
  expect((await ask("/metrics", "text/plain")).type).toMatch(/^text\/plain/);
  const open = await ask("/metrics", "application/openmetrics-text; version=1.0.0");
  expect(open.type).toMatch(/^application\/openmetrics-text/);
  expect(open.body.endsWith("# EOF\n")).toBe(true);
});
