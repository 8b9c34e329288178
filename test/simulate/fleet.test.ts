import { expect, it, onTestFinished } from "vitest";
import { type FleetOptions, startSimulatedFleet } from "../../src/simulate/fleet.ts";
import { schemaFaults } from "../support/ocpp-schemas.ts";
import { until } from "../support/until.ts";
import { leapingDeps, testCsms } from "./peers.ts";

async function fleetOf(options: Partial<FleetOptions>) {
  const deps = leapingDeps();
  const csms = await testCsms({}, deps);
  const fleet = startSimulatedFleet({ url: csms.url, stations: 5, ...options }, deps);
  onTestFinished(fleet.close);
  return { csms, fleet };
}

it("charges car after car on stations of mixed versions, validly", async () => {
  const { csms, fleet } = await fleetOf({ stations: 6, sessionMs: 600_000, seed: 3 });
  const done = () => csms.traffic.entries({ action: "StopTransaction" }).length;
  await until(() => done() > 10, "ten sessions");
  await fleet.close();
  expect(fleet.counts()).toMatchObject({ started: 6, open: 0, charging: 0 });
  for (const version of ["1.6", "2.0.1"] as const) {
    const members = fleet.stations().filter((station) => station.version === version);
    expect(members.length).toBeGreaterThan(0);
    const entries = members.flatMap((station) => station.traffic.entries());
    expect(schemaFaults(entries, version)).toEqual([]);
  }
});

it("gives the same stations for the same seed", async () => {
  const versions = async (seed: number) => {
    const { fleet } = await fleetOf({ stations: 12, seed });
    await until(() => fleet.stations().length === 12, "all stations");
    await fleet.close();
    return fleet.stations().map(({ id, version }) => `${id} ${version}`);
  };
  expect(await versions(1)).toEqual(await versions(1));
  expect(await versions(1)).not.toEqual(await versions(2));
});

it("meters as often as the rate asks, and shows its faults", async () => {
  const { csms } = await fleetOf({
    stations: 2,
    rate: 10,
    versions: ["1.6"],
    idleShare: 0,
    faults: [{ share: 1, everyMs: 5_000, fault: { fault: "json-empty-item" } }],
  });
  const broken = await csms.traffic.find({ type: "malformed" });
  expect(broken.text).toContain("[,{");
  const samples = () =>
    csms.traffic.entries({ stationId: "CP-0001", action: "MeterValues", type: "call" });
  await until(() => samples().length >= 10, "ten samples");
  const times = samples().map(({ text }) =>
    Date.parse(/"timestamp":"([^"]+)"/.exec(text)?.[1] ?? ""),
  );
  expect((times[9] ?? 0) - (times[1] ?? 0)).toBe(8 * 200);
});

it("stops dialling when it is closed", async () => {
  const { fleet } = await fleetOf({ stations: 1_000, dialsPerSecond: 0.001 });
  await until(() => fleet.stations().length >= 1, "the first station");
  await fleet.close();
  expect(fleet.stations().length).toBeLessThan(1_000);
});
