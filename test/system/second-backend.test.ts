/**
 * A station with its CSMS and an energy manager beside it, as `serve` runs them: three strict peers,
 * each of which has a session of its own numbering, and a record that keeps them apart.
 */
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import type { MessageAnswer, Station } from "../../src/console/contract.ts";
import type { JsonObject } from "../../src/exchange/message.ts";
import { getJson, linksOf, searchAll } from "../support/api.ts";
import { serve } from "../support/serve.ts";
import { tempDir } from "../support/temp-dir.ts";
import { type StrictCsms, startStrictCsms, strictStation } from "../support/translated-peers.ts";
import { until } from "../support/until.ts";

const at = (minute: number) => new Date(Date.UTC(2026, 4, 1, 10, minute)).toISOString();

/** A strict 1.6 CSMS whose transactions are numbered from `first` on. */
function csmsFrom(first: number): Promise<StrictCsms> {
  let next = first;
  const idTagInfo = { status: "Accepted" };
  return startStrictCsms({
    protocols: ["ocpp1.6"],
    answers(action): JsonObject | null {
      if (action !== "StartTransaction") return null;
      next += 1;
      return { transactionId: next - 1, idTagInfo };
    },
  });
}

const profile = (transactionId: number) => ({
  connectorId: 1,
  csChargingProfiles: {
    ...{ chargingProfileId: 7, transactionId, stackLevel: 0, chargingProfilePurpose: "TxProfile" },
    chargingProfileKind: "Relative",
    chargingSchedule: {
      ...{ chargingRateUnit: "A", chargingSchedulePeriod: [{ startPeriod: 0, limit: 10 }] },
    },
  },
});

it("an energy manager sees a session and limits it, and the CSMS notices nothing", async () => {
  const data = await tempDir();
  const [csms, energy] = [await csmsFrom(1), await csmsFrom(501)];
  const backends = [{ name: "energy", upstream: energy.url, actions: ["SetChargingProfile"] }];
  const routes = [{ match: "/{station}", upstream: csms.url, backends }];
  const file = join(data, "ocpptap.yaml");
  await writeFile(file, JSON.stringify({ data, routes }));
  const served = await serve(["--config", file]);
  const station = strictStation(served.stationUrl, { identity: "CP-7" });
  await station.connect();
  await station.call("BootNotification", { chargePointVendor: "A", chargePointModel: "B" });
  const begun = { connectorId: 1, idTag: "TAG1", meterStart: 0, timestamp: at(0) };
  expect(await station.call("StartTransaction", begun)).toMatchObject({ transactionId: 1 });
  const sampledValue = [{ value: "5" }];
  const metered = { connectorId: 1, meterValue: [{ timestamp: at(1), sampledValue }] };
  await station.call("MeterValues", { ...metered, transactionId: 1 });
  await until(() => energy.of("MeterValues").length === 1, "the energy manager has the samples");
  expect(energy.of("MeterValues")).toEqual([{ ...metered, transactionId: 501 }]);

  expect(await energy.call("SetChargingProfile", profile(501))).toEqual({ status: "Accepted" });
  expect(station.got).toEqual([{ action: "SetChargingProfile", payload: profile(1) }]);
  await expect(energy.call("SetChargingProfile", profile(1))).rejects.toThrow("Transaction 1");
  await expect(energy.call("Reset", { type: "Hard" })).rejects.toThrow("may not send Reset");
  expect(station.got).toHaveLength(1);

  await station.call("StopTransaction", { transactionId: 1, meterStop: 9, timestamp: at(2) });
  await until(() => energy.of("StopTransaction").length === 1, "the energy manager has the stop");
  expect(energy.of("StopTransaction")[0]).toMatchObject({ transactionId: 501, meterStop: 9 });
  expect(energy.got.map(({ action }) => action)).toEqual(csms.got.map(({ action }) => action));
  expect([csms.faults, energy.faults]).toEqual([[], []]);
  await recorded(served.consoleUrl);
  await told(served.consoleUrl);
  await station.close();
  expect(served.log.filter(({ event }) => event === "bug")).toEqual([]);
  expect(await served.stop()).toBe(0);
});

/** What was said on which leg, and nothing of the back-end's as the station's or its CSMS's. */
async function recorded(consoleUrl: string): Promise<void> {
  const said = () => searchAll(consoleUrl, "station:CP-7 leg:backend");
  await until(async () => (await said()).length === 14, "the back-end's leg is in the record");
  const links = await linksOf(consoleUrl, "CP-7");
  expect(links.map(({ leg, state }) => [leg, state]).toSorted()).toEqual([
    ["backend", "open"],
    ["both", "open"],
  ]);
  expect(links.find(({ leg }) => leg === "backend")?.details).toMatchObject({ backend: "energy" });
  const own = links.find(({ leg }) => leg === "both");
  const stop = (await said()).find(
    ({ action, type }) => action === "StopTransaction" && type === "call",
  );
  expect(stop).toMatchObject({ sender: "station", translatedFrom: { linkId: own?.linkId } });
  const source = `${own?.linkId}/${stop?.translatedFrom?.seq}`;
  const { body } = await getJson<MessageAnswer>(`${consoleUrl}/api/messages/${source}`);
  expect(body.counterparts).toMatchObject([{ leg: "backend", action: "StopTransaction" }]);

  const { body: found } = await getJson<{ transactions: readonly object[] }>(
    `${consoleUrl}/api/transactions?station=CP-7`,
  );
  expect(found.transactions).toMatchObject([{ transactionId: "1", energyWh: 9 }]);
  const { body: station } = await getJson<Station>(`${consoleUrl}/api/stations/CP-7`);
  expect(station).toMatchObject({ connected: true, ocppVersion: "1.6", model: "B" });
}

async function told(consoleUrl: string): Promise<void> {
  const ready = (await (await fetch(`${consoleUrl}/readyz`)).json()) as {
    readonly roles: Readonly<Record<string, { readonly detail: string }>>;
  };
  expect(ready.roles["relay"]?.detail).toContain("back-end energy: 1 of 1 stations");
  const metrics = await (await fetch(`${consoleUrl}/metrics`)).text();
  expect(metrics).toMatch(/ocpptap_backend_stations\{backend="energy",state="connected"[^}]*\} 1/);
  expect(metrics).toMatch(/ocpptap_backend_calls_total\{backend="energy",how="passed"[^}]*\} 1/);
  expect(metrics).toMatch(/ocpptap_backend_calls_total\{backend="energy",how="refused"[^}]*\} 1/);
}
