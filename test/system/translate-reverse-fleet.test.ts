/**
 * Simulated 2.0.1 stations on a simulated 1.6 CSMS: sessions whose energy is known, over
 * connections that break, and remote starts. What the CSMS has is compared with what was charged.
 */
import { expect, it, onTestFinished } from "vitest";
import { numberIn, textIn } from "../../src/findings/fields.ts";
import { startSimulatedCsms } from "../../src/simulate/csms.ts";
import { startSimulatedStation } from "../../src/simulate/station.ts";
import { schemaFaults } from "../support/ocpp-schemas.ts";
import { relayFor } from "../support/relay.ts";
import { until } from "../support/until.ts";

const STATIONS = 6;
const MINUTE_MS = 60_000;
/** A simulated minute takes a second. */
const PACE = 60;

async function world() {
  const csms = await startSimulatedCsms({ port: 0, subprotocols: ["ocpp1.6"], pace: PACE });
  onTestFinished(csms.close);
  const translate = { station: "2.0.1", csms: "1.6", presence: "decoupled" };
  const route = { match: "/ocpp/{station}", upstream: csms.url, mode: "translate", translate };
  const relay = await relayFor({ routes: [route] });
  const stations = Array.from({ length: STATIONS }, (_, index) => {
    const station = startSimulatedStation({
      ...{ url: `${relay.url}/ocpp`, id: `CP-${index}`, version: "2.0.1", pace: PACE },
      ...{ connectors: 2, meterEveryMs: MINUTE_MS / 2, seed: index, triesMax: 50 },
      reconnect: { minMs: 5_000, maxMs: 20_000 },
    });
    onTestFinished(() => station.close());
    return station;
  });
  await Promise.all(stations.map((station) => station.event("accepted")));
  return { csms, relay, stations };
}

type World = Awaited<ReturnType<typeof world>>;

/** Payloads of the station's calls of this action that the CSMS got. */
function got({ csms }: World, stationId: string, action: string): readonly unknown[] {
  return csms.traffic
    .entries({ action, type: "call" })
    .filter((each) => each.stationId === stationId && each.sender === "station")
    .map(({ text }) => (JSON.parse(text) as readonly unknown[])[3]);
}

it("every session is one transaction with its energy, through broken connections", async () => {
  const it = await world();
  const sessions = it.stations.map(async (station, index) => {
    const durationMs = (4 + index) * MINUTE_MS;
    const idToken = `TOKEN-OF-A-DRIVER-NUMBER-${index}`;
    const charged = station.session({ durationMs, connectorId: 1 + (index % 2), idToken });
    // Later than the answer to its start, which the CSMS would have to recognize otherwise.
    await until(() => got(it, station.id, "MeterValues").length > 0, "it has begun", 20_000);
    if (index % 2 === 0) station.drop();
    else it.csms.dropStation(station.id);
    return { station, outcome: await charged };
  });
  const ended = await Promise.all(sessions);
  await until(
    () => it.stations.every(({ id }) => got(it, id, "StopTransaction").length > 0),
    "every stop has arrived",
    30_000,
  );
  for (const [index, { station, outcome }] of ended.entries()) {
    expect(outcome.status).toBe("finished");
    const starts = got(it, station.id, "StartTransaction");
    const stops = got(it, station.id, "StopTransaction");
    expect([starts.length, stops.length], station.id).toEqual([1, 1]);
    const energyWh =
      (numberIn(stops[0], "meterStop") ?? 0) - (numberIn(starts[0], "meterStart") ?? 0);
    expect(energyWh, station.id).toBe(outcome.meterStopWh - outcome.meterStartWh);
    expect(numberIn(starts[0], "connectorId")).toBe(1 + (index % 2));
    expect(textIn(starts[0], "idTag")).toMatch(/^TL[0-9A-Z]{18}$/);
    expect(textIn(stops[0], "idTag")).not.toMatch(/TOKEN/);
  }
  expect(schemaFaults(it.csms.traffic.entries({}), "1.6")).toEqual([]);
  for (const { traffic } of it.stations) {
    expect(schemaFaults(traffic.entries({}), "2.0.1")).toEqual([]);
  }
});

it("a remote start and stop of the CSMS are those of the station", async () => {
  const it = await world();
  const [station] = it.stations;
  const id = station?.id ?? "";
  const answer = await it.csms.sendCall(id, "RemoteStartTransaction", {
    ...{ idTag: "TAG-OF-THE-CSMS", connectorId: 1 },
  });
  expect(answer).toMatchObject({ type: "result", payload: { status: "Accepted" } });
  await until(() => got(it, id, "StartTransaction").length === 1, "it starts", 20_000);
  expect(got(it, id, "StartTransaction")).toMatchObject([{ idTag: "TAG-OF-THE-CSMS" }]);
  const [transactionId] =
    it.csms.stations().find((each) => each.stationId === id)?.transactions ?? [];
  const stop = { transactionId: Number(transactionId) };
  expect(await it.csms.sendCall(id, "RemoteStopTransaction", stop)).toMatchObject({
    payload: { status: "Accepted" },
  });
  await until(() => got(it, id, "StopTransaction").length === 1, "it stops", 20_000);
  expect(got(it, id, "StopTransaction")).toMatchObject([{ ...stop, reason: "Remote" }]);
});
