import { expect, it, onTestFinished } from "vitest";
import { runDay } from "../../src/simulate/day-run.ts";
import { leapingDeps, testCsms } from "./peers.ts";

it("lives a day of offline sessions, power cuts and storms, and knows what really happened", async () => {
  const deps = leapingDeps();
  const csms = await testCsms({}, deps);
  const day = runDay({ seed: 3, stations: 4, sessions: 24, dayMs: 3_600_000, url: csms.url }, deps);
  onTestFinished(day.close);
  await day.done;
  expect(day.refusals()).toEqual([]);
  expect(day.sessions()).toHaveLength(24);
  expect(day.stations.map((station) => station.kept())).toEqual([0, 0, 0, 0]);
  const numbers = [...day.numbers().values()].flat();
  for (const { stationId, idToken, meterStartWh, meterStopWh, end } of day.sessions()) {
    expect(meterStopWh).toBeGreaterThan(meterStartWh);
    const known = numbers.some((each) => each.idToken === idToken);
    expect(known, `${stationId} ${idToken} ${end}`).toBe(true);
  }
});
