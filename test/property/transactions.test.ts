/** What simulated stations say they charged is what the record says of their transactions. */
import { expect, it } from "vitest";
import { leapingDeps, testCsms, testStation } from "../simulate/peers.ts";
import { record } from "../support/recording.ts";

const MINUTE_MS = 60_000;

for (const version of ["1.6", "2.0.1"] as const) {
  it(`tells the sessions of a station of ${version} as they were`, async () => {
    const deps = leapingDeps();
    const csms = await testCsms({ heartbeatIntervalS: 300 }, deps);
    const recording = record();
    const link = recording.link().open({ subprotocol: `ocpp${version}` });
    let lastMs = deps.time.nowMs();
    csms.traffic.on(({ sender, text }) => {
      const nowMs = deps.time.nowMs();
      link[sender](text, { afterMs: Math.max(1, nowMs - lastMs) });
      lastMs = nowMs;
    });
    const station = testStation(csms.url, { version }, deps);
    const outcomes = [];
    for (const stopReason of ["local", "unplugged", "local"] as const) {
      outcomes.push(await station.session({ durationMs: 20 * MINUTE_MS, stopReason }));
    }
    await station.close();
    link.close();
    const rows = new Map(
      recording.rows("transactions").map((row) => [row["transaction_key"], row]),
    );
    const told = [...rows.values()].map((row) => ({
      transactionId: row["transaction_id"],
      connectorId: row[version === "1.6" ? "connector_id" : "evse_id"],
      state: row["state"],
      startedBy: row["started_by"],
      stopReason: row["stop_reason"],
      energyWh: Math.round(Number(row["energy_wh"])),
      findings: row["findings"],
    }));
    expect(told).toEqual(
      outcomes.map((outcome) => ({
        transactionId: outcome.transactionId,
        connectorId: outcome.connectorId,
        state: "ended",
        startedBy: "card",
        stopReason: outcome.stopReason === "local" ? "Local" : "EVDisconnected",
        energyWh: Math.round(outcome.meterStopWh - outcome.meterStartWh),
        findings: [],
      })),
    );
    for (const row of rows.values()) {
      const { atUs, powerW, socPercent } = JSON.parse(String(row["series"]));
      expect(atUs.length).toBeGreaterThan(10);
      expect(Math.max(...powerW)).toBeGreaterThan(1_000);
      expect(Math.max(...socPercent)).toBeLessThanOrEqual(100);
      expect(atUs).toEqual([...atUs].sort((one, other) => one - other));
    }
  });
}
