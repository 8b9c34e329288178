import { expect, it, onTestFinished } from "vitest";
import { createMetrics } from "../../src/observe/metrics.ts";
import { askHealth, serveStatus } from "../../src/observe/status.ts";
import { askRoles, startAlertsRole } from "../../src/roles/alerts.ts";
import { contextFor } from "./context.ts";

it("runs without a store, says so, is not ready, and can be closed", async () => {
  const context = await contextFor({
    store: { url: "http://127.0.0.1:9/ocpptap" },
    alerts: [{ name: "faults", to: [{ webhook: { url: "http://127.0.0.1:9/hook" } }] }],
  });
  const role = await startAlertsRole(context);
  expect(role.address).toBe("faults");
  expect(role.ready).toBeUndefined();
  const health = await askHealth(context.runDir, "alerts");
  expect(health).toMatchObject({ ready: false });
  expect(health?.detail).toMatch(/1 alert, 0 messages sent, 0 waiting/);
  const metrics = await context.observer.metrics.text();
  expect(metrics).toMatch(/^ocpptap_alerts_waiting\{.*\} 0$/m);
  expect(metrics).not.toMatch(/^ocpptap_alert_last_timestamp_seconds\{/m);
  await role.close();
});

it("asks every relay of the machine, and passes over what does not run here", async () => {
  const { config, runDir } = await contextFor({ relay: { workers: 3 } });
  const told = { relay: true, "relay.2": false, recorder: true };
  for (const [role, ready] of Object.entries(told)) {
    const metrics = createMetrics(role);
    if (role === "recorder") metrics.measure("recorderLagSeconds", () => 7);
    const health = () => ({ ready, detail: "as it says" });
    const status = await serveStatus({ runDir, role, metrics, health });
    onTestFinished(() => status.close());
  }
  expect(await askRoles(config, runDir)).toEqual({
    recorderLagSeconds: 7,
    unready: [{ role: "relay.2", detail: "as it says" }],
  });
});
