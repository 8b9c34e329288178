import { expect, it, onTestFinished } from "vitest";
import { demoStationIds, startDemoCsms, startDemoStations } from "../../src/simulate/demo.ts";
import { createLeapingTime, systemTimeDeps } from "../../src/simulate/time.ts";
import { until } from "../support/until.ts";

it("shows sessions, commands and every typical fault within 20 s", async () => {
  const time = createLeapingTime(Date.UTC(2026, 5, 1));
  onTestFinished(time.stop);
  // Late answers are told in real time; a test does not wait for them.
  const timers = {
    after: (ms: number, run: () => void) => systemTimeDeps.timers.after(ms / 100, run),
  };
  const deps = { ...systemTimeDeps, timers, time };
  const csms = await startDemoCsms({}, deps);
  onTestFinished(csms.close);
  const demo = startDemoStations({ url: csms.url, stations: 6 }, deps);
  onTestFinished(demo.close);

  const { traffic } = csms;
  await traffic.find({ action: "StartTransaction", type: "callResult" });
  await traffic.find({ action: "TransactionEvent", type: "callResult" });
  await traffic.find({ action: "GetConfiguration", type: "callResult" });
  await csms.event("stationRefused", demoStationIds.refused);
  await csms.event("stationClosed", demoStationIds.flapping);
  await traffic.find({ stationId: demoStationIds.badJson, type: "malformed" });
  await traffic.find({ stationId: demoStationIds.confused, type: "malformed" });
  await until(
    () => traffic.entries({ stationId: demoStationIds.timeout, action: "MeterValues" }).length > 0,
    "a call without an answer",
  );
  expect(
    traffic.entries({ stationId: demoStationIds.timeout, action: "MeterValues", sender: "csms" }),
  ).toEqual([]);
  const blocked = await traffic.find({
    stationId: demoStationIds.blocked,
    action: "Authorize",
    type: "callResult",
  });
  expect(blocked.text).toContain("Blocked");
  await traffic.find({ stationId: demoStationIds.flapping, action: "NotifyReport" });
  const answers = () =>
    traffic.entries({
      stationId: demoStationIds.confused,
      action: "TransactionEvent",
      sender: "csms",
    });
  await until(() => {
    const ids = answers().map(({ messageId }) => messageId);
    return new Set(ids).size < ids.length;
  }, "a double answer");
  expect(demo.counts().started).toBe(6);
});
