/** Simulated peers for tests: closed when the test has finished. */
import { onTestFinished } from "vitest";
import { startSimulatedCsms } from "../../src/simulate/csms.ts";
import type { CsmsDeps, CsmsOptions } from "../../src/simulate/csms-contract.ts";
import { startSimulatedStation } from "../../src/simulate/station.ts";
import type { StationDeps, StationOptions } from "../../src/simulate/station-contract.ts";
import { createLeapingTime, systemTimeDeps } from "../../src/simulate/time.ts";

/** A clear June morning. */
export const START_MS = Date.UTC(2026, 5, 1, 6);

/** Time that leaps: an hour takes as long as its messages. */
export function leapingDeps() {
  const time = createLeapingTime(START_MS);
  onTestFinished(time.stop);
  return { ...systemTimeDeps, time };
}

export async function testCsms(options: Partial<CsmsOptions> = {}, deps?: CsmsDeps) {
  const csms = await startSimulatedCsms({ port: 0, ...options }, deps);
  onTestFinished(csms.close);
  return csms;
}

export function testStation(
  url: string,
  options: Partial<Omit<StationOptions, "url">> = {},
  deps?: StationDeps,
) {
  const station = startSimulatedStation(
    { id: "CP-1", version: "1.6", reconnect: null, ...options, url },
    deps,
  );
  onTestFinished(() => station.close());
  return station;
}
