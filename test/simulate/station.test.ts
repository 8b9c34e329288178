import { expect, it } from "vitest";
import { schemaFaults } from "../support/ocpp-schemas.ts";
import { leapingDeps, testCsms, testStation } from "./peers.ts";

const HOUR_MS = 3_600_000;

it.each(["1.6", "2.0.1", "2.1"] as const)(
  "%s: all that both peers send in a day is valid by the schemas of ocpp-rpc",
  async (version) => {
    const deps = leapingDeps();
    const csms = await testCsms({}, deps);
    const station = testStation(csms.url, { version, meterEveryMs: 300_000 }, deps);
    await station.event("accepted");
    for (let cars = 0; cars < 8; cars += 1) {
      const outcome = await station.session({ durationMs: 2.5 * HOUR_MS });
      expect(outcome).toMatchObject({ status: "finished", stopReason: "local" });
      expect(outcome.meterStopWh).toBeGreaterThan(outcome.meterStartWh);
    }
    const entries = csms.traffic.entries();
    expect(entries.length).toBe(station.traffic.entries().length);
    expect(entries.length).toBeGreaterThan(800);
    expect(schemaFaults(entries, version)).toEqual([]);
    const ids = csms.traffic.entries({ sender: "station", type: "call" });
    expect(new Set(ids.map(({ messageId }) => messageId)).size).toBe(ids.length);
  },
);

it("sends the same in every run with the same seed", async () => {
  const run = async () => {
    const deps = leapingDeps();
    const csms = await testCsms({}, deps);
    const station = testStation(csms.url, { seed: 7, version: "2.0.1" }, deps);
    await station.event("accepted");
    await station.session({ durationMs: HOUR_MS });
    return csms.traffic.entries({ sender: "station" }).map(({ text }) => text);
  };
  expect(await run()).toEqual(await run());
});

it("answers with what the test wants it to", async () => {
  const csms = await testCsms();
  const station = testStation(csms.url, {
    answers: { Reset: () => ({ errorCode: "NotSupported", errorDescription: "no" }) },
  });
  await station.event("accepted");
  expect(await csms.sendCall("CP-1", "Reset", { type: "Soft" })).toEqual({
    type: "error",
    errorCode: "NotSupported",
    errorDescription: "no",
  });
});

it("sends any text as it is", async () => {
  const csms = await testCsms();
  const station = testStation(csms.url, { isBooting: false });
  await station.event("opened");
  expect(station.raw("hello")).toBe(true);
  expect(await csms.traffic.find({ type: "malformed" })).toMatchObject({ text: "hello" });
  expect(station.subprotocol()).toBe("ocpp1.6");
});

it("has no connector for a second car, and ends a session when it is closed", async () => {
  const csms = await testCsms();
  const station = testStation(csms.url, { connectors: 1 });
  await station.event("accepted");
  const running = station.session({ dwellMs: 0, durationMs: HOUR_MS });
  await csms.traffic.find({ action: "StartTransaction", type: "callResult" });
  expect(station.isCharging()).toBe(true);
  expect(await station.session()).toMatchObject({ status: "occupied" });
  await station.close();
  expect(await running).toMatchObject({ stopReason: "local" });
  expect(station.isCharging()).toBe(false);
  expect(station.misbehave({ fault: "half-open" })).toBe(false);
});
