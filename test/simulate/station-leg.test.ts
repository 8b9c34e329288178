import { expect, it } from "vitest";
import { until } from "../support/until.ts";
import { leapingDeps, START_MS, testCsms, testStation } from "./peers.ts";

it("dials again with growing pauses until it is let in", async () => {
  const deps = leapingDeps();
  const csms = await testCsms({}, deps);
  csms.refuse({ status: 503, times: 5 });
  const reconnect = { minMs: 1_000, maxMs: 8_000 };
  const station = testStation(csms.url, { reconnect, isBooting: false }, deps);
  await station.event("opened");
  expect(station.events().filter(({ name }) => name === "refused")).toHaveLength(5);
  // 1 + 2 + 4 + 8 + 8 s, each spread by a quarter.
  const waitedMs = deps.time.nowMs() - START_MS;
  expect(waitedMs).toBeGreaterThanOrEqual(23_000 * 0.75);
  expect(waitedMs).toBeLessThanOrEqual(23_000 * 1.25);
});

it("comes back after a drop, and the back-off begins anew", async () => {
  const deps = leapingDeps();
  const csms = await testCsms({}, deps);
  const station = testStation(csms.url, { reconnect: { minMs: 500, maxMs: 60_000 } }, deps);
  await station.event("accepted");
  for (let drops = 1; drops <= 3; drops += 1) {
    station.drop("fin");
    const opened = () => station.events().filter(({ name }) => name === "opened").length;
    await until(() => opened() === drops + 1, "the next leg");
  }
  expect(csms.stations()).toHaveLength(1);
});

it("dials once where it was told so", async () => {
  const csms = await testCsms();
  csms.refuse({ status: 404 });
  const station = testStation(csms.url, { reconnect: null });
  await station.event("refused");
  expect(station.state()).toBe("waiting");
  await station.close();
  expect(station.state()).toBe("closed");
});

it("pings as often as it was told", async () => {
  const deps = leapingDeps();
  const csms = await testCsms({}, deps);
  const station = testStation(csms.url, { pingEveryMs: 30_000, isBooting: false }, deps);
  await station.event("pong");
  expect(station.events().filter(({ name }) => name === "pong").length).toBeGreaterThan(0);
});
