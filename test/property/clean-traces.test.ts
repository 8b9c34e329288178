/** Well-behaved simulated stations raise nothing: hours of traffic, told to the intake. */
import { expect, it, onTestFinished } from "vitest";
import { createLeapingTime, systemTimeDeps } from "../../src/simulate/time.ts";
import { testCsms, testStation } from "../simulate/peers.ts";
import { record, startUs } from "../support/recording.ts";

const MINUTE_MS = 60_000;

for (const version of ["1.6", "2.0.1"] as const) {
  it(`finds nothing in the sessions of a station of ${version}`, async () => {
    // The peers' clocks are right.
    const time = createLeapingTime(startUs / 1000);
    onTestFinished(time.stop);
    const deps = { ...systemTimeDeps, time };
    const csms = await testCsms({ heartbeatIntervalS: 300 }, deps);
    const recording = record();
    const link = recording.link().open({
      ...{ subprotocol: `ocpp${version}`, subprotocolHeader: `ocpp${version}` },
      subprotocolsOffered: [`ocpp${version}`],
    });
    let lastMs = deps.time.nowMs();
    csms.traffic.on(({ sender, text }) => {
      const nowMs = deps.time.nowMs();
      link[sender](text, { afterMs: Math.max(1, nowMs - lastMs) });
      lastMs = nowMs;
    });
    const station = testStation(csms.url, { version }, deps);
    for (let session = 0; session < 6; session += 1) {
      const durationMs = 50 * MINUTE_MS;
      expect(await station.session({ durationMs })).toMatchObject({ status: "finished" });
    }
    await station.close();
    link.close();
    expect(recording.findings()).toEqual([]);
    expect(recording.rows("messages").length).toBeGreaterThan(100);
  });
}
