import { expect, it } from "vitest";
import type { SimulatedCsms } from "../../src/simulate/csms-contract.ts";
import { leapingDeps, START_MS, testCsms, testStation } from "./peers.ts";

const MINUTE_MS = 60_000;

const eventsOf = (csms: SimulatedCsms) =>
  csms.traffic.entries({ action: "TransactionEvent", type: "call" }).map(
    ({ text }) =>
      JSON.parse(text)[3] as {
        eventType: string;
        triggerReason: string;
        seqNo: number;
        offline?: boolean;
        transactionInfo: { transactionId: string; stoppedReason?: string };
      },
  );

it("boots with its reason until it is accepted, then beats", async () => {
  const deps = leapingDeps();
  const csms = await testCsms(
    { heartbeatIntervalS: 60, bootStatus: (_id, boot) => (boot < 3 ? "Pending" : "Accepted") },
    deps,
  );
  const station = testStation(csms.url, { version: "2.0.1" }, deps);
  await station.event("accepted");
  expect(deps.time.nowMs() - START_MS).toBe(120_000);
  const boot = await csms.traffic.find({ action: "BootNotification" });
  expect(boot.text).toContain('"reason":"PowerUp"');
  await csms.traffic.find({ action: "Heartbeat" });
  expect(deps.time.nowMs() - START_MS).toBe(180_000);
});

it("tells a transaction as events numbered without a gap", async () => {
  const deps = leapingDeps();
  const csms = await testCsms({}, deps);
  const station = testStation(csms.url, { version: "2.0.1", meterEveryMs: MINUTE_MS }, deps);
  await station.event("accepted");
  const outcome = await station.session({ durationMs: 2.5 * MINUTE_MS, stopReason: "unplugged" });
  const events = eventsOf(csms);
  expect(events.map(({ eventType, triggerReason }) => `${eventType} ${triggerReason}`)).toEqual([
    "Started Authorized",
    "Updated ChargingStateChanged",
    "Updated MeterValuePeriodic",
    "Updated MeterValuePeriodic",
    "Ended EVCommunicationLost",
  ]);
  expect(events.map(({ seqNo }) => seqNo)).toEqual([0, 1, 2, 3, 4]);
  expect(new Set(events.map(({ transactionInfo }) => transactionInfo.transactionId))).toEqual(
    new Set([outcome.transactionId]),
  );
  expect(events.some(({ offline }) => offline)).toBe(false);
  expect(events.at(-1)?.transactionInfo.stoppedReason).toBe("EVDisconnected");
});

it("marks what it tells later as offline, and loses none of it", async () => {
  const deps = leapingDeps();
  const csms = await testCsms({}, deps);
  const reconnect = { minMs: 150_000, maxMs: 150_000 };
  const station = testStation(csms.url, { version: "2.0.1", reconnect }, deps);
  await station.event("accepted");
  csms.traffic.on(({ type, text }) => {
    if (type === "call" && text.includes('"seqNo":3')) csms.dropStation("CP-1");
  });
  await station.session({ durationMs: 8 * MINUTE_MS });
  const events = eventsOf(csms);
  expect([...new Set(events.map(({ seqNo }) => seqNo))]).toEqual(
    Array.from({ length: Math.max(...events.map(({ seqNo }) => seqNo)) + 1 }, (_, index) => index),
  );
  expect(events.filter(({ offline }) => offline === true).length).toBeGreaterThan(0);
});

it("stops where the token is refused in the first event's answer", async () => {
  const deps = leapingDeps();
  const csms = await testCsms({ refusedTokens: { THIEF: "Blocked" } }, deps);
  const station = testStation(csms.url, { version: "2.0.1" }, deps);
  await station.event("accepted");
  expect(await station.session({ idToken: "THIEF" })).toMatchObject({ status: "refused" });
  expect(eventsOf(csms)).toEqual([]);
  await station.session({ idToken: "THIEF", isRemote: true });
  expect(eventsOf(csms).map(({ triggerReason }) => triggerReason)).toEqual([
    "RemoteStart",
    "Deauthorized",
  ]);
});
