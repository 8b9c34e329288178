import { expect, it } from "vitest";
import { alertsState } from "../../src/console/alerts-state.ts";
import { createMetrics } from "../../src/observe/metrics.ts";
import { tellings } from "../../src/observe/telling.ts";

it("sums what receivers took and did not take, and says when the last one did", async () => {
  const metrics = createMetrics("alerts");
  metrics.measure("alertsWaiting", () => 2);
  expect(alertsState(await metrics.text())).toEqual({
    ...{ sent: 0, failures: 0, givenUp: 0, waiting: 2 },
    lastSentAt: null,
  });
  metrics.measure("alertLastSeconds", () => 1_700_000_000.5);
  for (const kind of ["webhook", "slack"]) {
    for (const metric of tellings.alertSent.metrics) {
      metrics.count(metric, { name: "alertSent", alert: "a", kind, status: "open", ms: 3 });
    }
  }
  expect(alertsState(await metrics.text())).toMatchObject({
    sent: 2,
    lastSentAt: "2023-11-14T22:13:20.500000Z",
  });
});

it("is nothing where the role does not answer", () => {
  expect(alertsState(null)).toBeNull();
});
