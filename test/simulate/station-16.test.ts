import { expect, it } from "vitest";
import type { SimulatedCsms } from "../../src/simulate/csms-contract.ts";
import { until } from "../support/until.ts";
import { leapingDeps, START_MS, testCsms, testStation } from "./peers.ts";

const MINUTE_MS = 60_000;

const callsOf = (csms: SimulatedCsms) =>
  csms.traffic
    .entries({ sender: "station", type: "call" })
    .map(({ text }) => JSON.parse(text) as [number, string, string, Record<string, unknown>]);
const actionsOf = (csms: SimulatedCsms) => callsOf(csms).map(([, , action]) => action);

it("boots until it is accepted, and says nothing else before", async () => {
  const deps = leapingDeps();
  const csms = await testCsms(
    {
      heartbeatIntervalS: 120,
      bootStatus: (_id, boot) => (["Pending", "Rejected"] as const)[boot - 1] ?? "Accepted",
    },
    deps,
  );
  const station = testStation(csms.url, {}, deps);
  await station.event("accepted");
  expect(actionsOf(csms)).toEqual([
    ...["BootNotification", "BootNotification", "BootNotification"],
    ...["StatusNotification", "StatusNotification", "StatusNotification"],
  ]);
  expect(deps.time.nowMs() - START_MS).toBe(240_000);
  await csms.traffic.find({ action: "Heartbeat" });
  expect(deps.time.nowMs() - START_MS).toBe(360_000);
});

it("tells a session from plug to plug", async () => {
  const deps = leapingDeps();
  const csms = await testCsms({}, deps);
  const station = testStation(csms.url, { meterEveryMs: MINUTE_MS, connectors: 1 }, deps);
  await station.event("accepted");
  const skipped = csms.traffic.entries().length;
  const outcome = await station.session({ durationMs: 3.5 * MINUTE_MS, idToken: "CARD" });
  const told = csms.traffic.entries().slice(skipped);
  const story = told
    .filter(({ type }) => type === "call")
    .map(({ text, action }) => {
      const [, , , payload] = JSON.parse(text) as [number, string, string, { status?: string }];
      return payload.status === undefined ? action : `${action} ${payload.status}`;
    });
  expect(story).toEqual([
    "StatusNotification Preparing",
    "Authorize",
    "StartTransaction",
    "StatusNotification Charging",
    ...["MeterValues", "MeterValues", "MeterValues"],
    "StopTransaction",
    "StatusNotification Finishing",
    "StatusNotification Available",
  ]);
  expect(outcome).toMatchObject({ status: "finished", transactionId: "1", samples: 3 });
  const stop = callsOf(csms).find(([, , action]) => action === "StopTransaction")?.[3];
  expect(stop).toMatchObject({ meterStop: outcome.meterStopWh, reason: "Local", idTag: "CARD" });
});

it("does not start where the card is refused, and stops where the start is", async () => {
  const deps = leapingDeps();
  const csms = await testCsms({ refusedTokens: { THIEF: "Blocked" } }, deps);
  const station = testStation(csms.url, {}, deps);
  await station.event("accepted");
  expect(await station.session({ idToken: "THIEF" })).toMatchObject({
    status: "refused",
    transactionId: null,
  });
  expect(actionsOf(csms)).not.toContain("StartTransaction");
  expect(await station.session({ idToken: "THIEF", isRemote: true })).toMatchObject({
    status: "refused",
    stopReason: "deauthorized",
  });
  const stop = callsOf(csms).find(([, , action]) => action === "StopTransaction")?.[3];
  expect(stop).toMatchObject({ reason: "DeAuthorized" });
});

it("keeps a transaction through a lost link", async () => {
  const deps = leapingDeps();
  const csms = await testCsms({}, deps);
  const reconnect = { minMs: 5_000, maxMs: 60_000 };
  const station = testStation(csms.url, { reconnect, bootsOnReconnect: false }, deps);
  await station.event("accepted");
  let isDropped = false;
  csms.traffic.on(({ action }) => {
    if (action !== "MeterValues" || isDropped) return;
    isDropped = true;
    csms.dropStation("CP-1");
  });
  const outcome = await station.session({ durationMs: 10 * MINUTE_MS });
  expect(outcome).toMatchObject({ status: "finished", transactionId: "1" });
  expect(actionsOf(csms).filter((action) => action === "BootNotification")).toHaveLength(1);
  const stops = csms.traffic.entries({ action: "StopTransaction", type: "callResult" });
  expect(stops).toHaveLength(1);
  await until(() => csms.stations()[0]?.transactions.length === 0, "the transaction's end");
});
