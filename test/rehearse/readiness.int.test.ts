import { afterAll, beforeAll, expect, it } from "vitest";
import { readReadiness } from "../../src/rehearse/readiness.ts";
import { plainSettings } from "../../src/rehearse/settings.ts";
import { boot, exchange, openTold, type Told } from "../query/diagnosis/told.ts";

let told: Told;
const hour = 3_600_000;
const request = { station: "", fromUs: null, toUs: null, after: "", limit: 10 };

beforeAll(async () => {
  told = await openTold();
  await told.tell("CP-1", (link) => {
    boot(link);
    const from = "csms" as const;
    const configurationKey = [
      { key: "MeterValuesSampledData", readonly: false, value: "Voltage.L1" },
      { key: "AcmeLed", readonly: false, value: "on" },
    ];
    exchange(link, ["GetConfiguration", {}, { configurationKey }], { id: "c1", from });
    const led = { key: "AcmeLed", value: "off" };
    exchange(link, ["ChangeConfiguration", led, { status: "Accepted" }], { id: "c2", from });
    const transfer = { vendorId: "com.acme", messageId: "Led", data: "on" };
    exchange(link, ["DataTransfer", transfer, { status: "Accepted" }], { id: "d1" });
    exchange(link, ["AcmeSecret", { x: 1 }, { status: "Accepted" }], { id: "a1" });
    const timestamp = "2026-09-21T14:13:20Z";
    const start = { connectorId: 1, idTag: "04A1B2C3D4E5F6", meterStart: 5, timestamp };
    const accepted = { transactionId: 7, idTagInfo: { status: "Accepted" } };
    exchange(link, ["StartTransaction", start, accepted], { id: "s1" });
    const stop = { transactionId: 7, meterStop: 9, timestamp, reason: "Local" };
    exchange(link, ["StopTransaction", stop, {}], { id: "s2" });
  });
  await told.tell("CP-2", (link) => boot(link));
});
afterAll(() => told.close());

it("says of a recorded station what crosses, what does not, and what was not seen", async () => {
  const { stations, next } = await readReadiness(request, plainSettings, told.deps(hour));
  expect(next).toBe(null);
  const [first, second] = stations;
  expect(first).toMatchObject({
    ...{ stationId: "CP-1", vendor: "ACME", model: "One", verdict: "notReady" },
    traffic: { messages: 14, translated: 14, transactions: 1, boots: 1, isCut: false },
    transfers: [{ vendorId: "com.acme", count: 1, accepted: 1, way: "dataTransfer" }],
    keys: [
      { key: "AcmeLed", how: "vendor", variable: "OCPP16LegacyCtrlr.AcmeLed", sets: 1 },
      { key: "MeterValuesSampledData", how: "changed", note: "Voltage.L1 is Voltage", sets: 0 },
    ],
    tokenTypes: [{ type: "ISO14443", count: 1 }],
  });
  expect(first?.losses).toEqual([]);
  const ids = first?.reasons.map(({ weight, id }) => `${weight} ${id}`) ?? [];
  expect(ids[0]).toBe("blocks refused:AcmeSecret");
  expect(ids).toContain("remark transfer:station:com.acme Led");
  expect(ids).toContain("remark key:AcmeLed");
  expect(ids).toContain("lacks short");
  expect(first?.reasons[0]?.example).toMatchObject({ seq: 9 });
  const became = first?.actions.find(({ action }) => action === "StopTransaction")?.becomes;
  expect(became).toEqual([{ action: "TransactionEvent Ended", count: 1 }]);
  expect(second).toMatchObject({ stationId: "CP-2", verdict: "remarks", transfers: [], keys: [] });
  expect(second?.reasons.map(({ id }) => id)).toEqual([
    ...["short", "no-transaction", "no-configuration"],
  ]);
});

it("goes on behind the last station of a page", async () => {
  const deps = told.deps(hour);
  const first = await readReadiness({ ...request, limit: 1 }, plainSettings, deps);
  expect([first.stations.length, first.next]).toEqual([1, "CP-1"]);
  const rest = await readReadiness({ ...request, after: "CP-1" }, plainSettings, deps);
  expect(rest.stations.map(({ stationId }) => stationId)).toEqual(["CP-2"]);
});

it("of a time without messages nothing is known", async () => {
  const asked = { ...request, station: "CP-2", fromUs: 0, toUs: 1 };
  const { stations } = await readReadiness(asked, plainSettings, told.deps(hour));
  expect(stations[0]).toMatchObject({ verdict: "unknown", actions: [], losses: [] });
});
