import { request } from "node:http";
import { expect, it, onTestFinished } from "vitest";
import { type AskConsole, serveTelemetry } from "../../src/console/telemetry.ts";

const free = { host: "127.0.0.1", port: 0 };

async function serve(ask: AskConsole) {
  const telemetry = await serveTelemetry(free, ask);
  onTestFinished(() => telemetry.close());
  return telemetry.address;
}

it("answers metrics and health, by any name of this machine, as the console does", async () => {
  const asked: string[] = [];
  const address = await serve(async (path, accept) => {
    asked.push(`${path} ${accept}`);
    return { status: path === "/readyz" ? 503 : 200, type: "text/plain", body: `of ${path}` };
  });
  const headers = { accept: "application/openmetrics-text" };
  const metrics = await fetch(`${address}/metrics?x=1`, { headers });
  expect([metrics.status, await metrics.text()]).toEqual([200, "of /metrics"]);
  const status = await new Promise((resolve, reject) => {
    const url = new URL("/readyz", address);
    const headers = { host: "ocpptap.monitoring.svc:9002", accept: "*/*" };
    request(url, { headers }, (response) => resolve(response.resume().statusCode))
      .on("error", reject)
      .end();
  });
  expect(status).toBe(503);
  expect(asked).toEqual(["/metrics application/openmetrics-text", "/readyz */*"]);
});

it("answers nothing else: not the API, not the page, no POST", async () => {
  const address = await serve(() => Promise.reject(new Error("it is not asked")));
  const paths = ["/", "/api/messages", "/api/live", "/openapi.json", "/metrics/../api/messages"];
  const statuses = await Promise.all(
    paths.map(async (path) => (await fetch(address + path)).status),
  );
  expect(new Set(statuses)).toEqual(new Set([404]));
  expect((await fetch(`${address}/metrics`, { method: "POST", body: "x" })).status).toBe(404);
});

it("says that the console failed, and goes on", async () => {
  const address = await serve(() => Promise.reject(new Error("broken")));
  for (const _ of [1, 2]) {
    const answer = await fetch(`${address}/healthz`);
    expect([answer.status, await answer.text()]).toEqual([500, "broken"]);
  }
});

it("says whose port is in use, and with which option to choose another", async () => {
  const address = new URL(await serve(() => Promise.reject(new Error("it is not asked"))));
  const again = serveTelemetry({ ...free, port: Number(address.port) }, () =>
    Promise.reject(new Error("it is not asked")),
  );
  await expect(again).rejects.toMatchObject({
    code: "PORT_IN_USE",
    details: { option: "--console.metrics-address" },
  });
});
