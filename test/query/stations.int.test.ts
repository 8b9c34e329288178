import { afterAll, beforeAll, expect, it } from "vitest";
import { parseStationId } from "../../src/base/ids.ts";
import { readStations } from "../../src/query/stations.ts";
import { findingRow, linkRow, NOW_US, openRecord, type Record } from "./record.ts";
import { EPOCH_US, linkIdOf, messageRow } from "./rows.ts";

const second = parseStationId("CP-8");
let record: Record;
beforeAll(async () => {
  record = await openRecord();
  await record.insert({
    links: [
      linkRow({ linkId: linkIdOf(1) }),
      linkRow({
        linkId: linkIdOf(2),
        stationId: second,
        state: "refused",
        status: 401,
        ocppVersion: "",
        openedAtUs: EPOCH_US + 9,
      }),
    ],
    messages: [
      messageRow({
        seq: 1,
        action: "BootNotification",
        payload:
          '[2,"1","BootNotification",{"chargePointVendor":"ACME","chargePointModel":"One","firmwareVersion":"1.2"}]',
      }),
      messageRow({
        seq: 2,
        action: "StatusNotification",
        connectorId: 1,
        payload:
          '[2,"2","StatusNotification",{"connectorId":1,"status":"Faulted","errorCode":"GroundFailure"}]',
      }),
      messageRow({ seq: 3, sender: "csms", action: "Reset", receivedAtUs: EPOCH_US + 5 }),
    ],
    findings: [
      findingRow(),
      findingRow({ severity: "note", rule: "record-gap" }),
      findingRow({ atUs: NOW_US - 25 * 3_600_000_000 }),
    ],
  });
});
afterAll(() => record.close());

it("says of each station what is known of it now", async () => {
  const stations = await readStations(null, record.deps);
  expect(stations).toEqual([
    {
      stationId: "CP-7",
      connected: true,
      lastSeen: "2026-11-21T09:00:00.000000Z",
      lastMessageAt: "2026-11-21T09:00:00.000005Z",
      ocppVersion: "1.6",
      vendor: "ACME",
      model: "One",
      firmware: "1.2",
      connectors: [
        {
          evseId: null,
          connectorId: 1,
          status: "Faulted",
          errorCode: "GroundFailure",
          since: "2026-11-21T09:00:00.000000Z",
        },
      ],
      openTransactions: [],
      findings: { error: 1, warning: 0, note: 1 },
    },
    {
      stationId: "CP-8",
      connected: false,
      lastSeen: "2026-11-21T09:00:00.000009Z",
      lastMessageAt: null,
      ocppVersion: null,
      vendor: null,
      model: null,
      firmware: null,
      connectors: [],
      openTransactions: [],
      findings: { error: 0, warning: 0, note: 0 },
    },
  ]);
});

it("gives one station by its exact id", async () => {
  expect((await readStations("CP-8", record.deps)).map(({ stationId }) => stationId)).toEqual([
    "CP-8",
  ]);
  expect(await readStations("cp-8", record.deps)).toEqual([]);
  expect(await readStations("' OR 1 = 1 --", record.deps)).toEqual([]);
});

it("tells only those of which something was recorded since a moment", async () => {
  const ids = async (sinceUs: number) =>
    (await readStations(null, record.deps, sinceUs)).map(({ stationId }) => stationId);
  expect(await ids(EPOCH_US - 1)).toEqual(["CP-7", "CP-8"]);
  expect(await ids(EPOCH_US + 6)).toEqual(["CP-8"]);
  expect(await ids(EPOCH_US + 10)).toEqual([]);
  // A finding is news too.
  await record.insert({ findings: [findingRow({ atUs: EPOCH_US + 20 })] });
  expect(await ids(EPOCH_US + 10)).toEqual(["CP-7"]);
  const [station] = await readStations(null, record.deps, EPOCH_US + 10);
  expect(station).toMatchObject({ stationId: "CP-7", firmware: "1.2", connected: true });
});
