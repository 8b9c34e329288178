import { afterAll, beforeAll, expect, it } from "vitest";
import { parseStationId } from "../../src/base/ids.ts";
import {
  readPlanAnswers,
  readPlanFindings,
  readPlanStations,
  readPlanUntranslatable,
} from "../../src/query/plan-facts.ts";
import { findingRow, linkRow, openRecord, type Record, transactionRow } from "./record.ts";
import { EPOCH_US, linkIdOf, messageRow } from "./rows.ts";

const MOVED_US = EPOCH_US + 1_000_000;
const second = parseStationId("CP-8");
const old = { linkId: linkIdOf(1), route: "/old/{station}" };
const moved = { linkId: linkIdOf(2), route: "/new/{station}", leg: "station" as const };
const answer = (seq: number, payload: string, patch: object = {}) =>
  messageRow({
    ...{ linkId: linkIdOf(2), leg: "station", seq, sender: "csms", messageType: "callResult" },
    ...{ receivedAtUs: MOVED_US + 10 + seq, payload, action: "Authorize", ...patch },
  });

let record: Record;
beforeAll(async () => {
  record = await openRecord();
  await record.insert({
    links: [
      linkRow({ ...old, state: "closed", closedAtUs: MOVED_US }),
      linkRow({ ...moved, openedAtUs: MOVED_US + 5 }),
      linkRow({ linkId: linkIdOf(3), stationId: second, state: "refused", openedAtUs: MOVED_US }),
      linkRow({ linkId: linkIdOf(4), stationId: second, ...{ route: "/old/{station}" } }),
    ],
    messages: [
      messageRow({
        ...{ linkId: linkIdOf(1), seq: 1, action: "BootNotification" },
        payload:
          '[2,"1","BootNotification",{"chargePointVendor":"ACME","chargePointModel":"One","firmwareVersion":"1.2"}]',
      }),
      messageRow({
        ...{ linkId: linkIdOf(4), stationId: second, seq: 1, action: "StatusNotification" },
        ...{ connectorId: 1 },
        payload: '[2,"2","StatusNotification",{"connectorId":1,"status":"Preparing"}]',
      }),
      answer(1, '[3,"1",{"idTagInfo":{"status":"Accepted"}}]'),
      answer(2, '[3,"2",{"idTagInfo":{"status":"Blocked"}}]'),
      answer(3, '[3,"3",{"status":"Rejected"}]'),
      answer(4, '[4,"4","InternalError","",{}]', { messageType: "callError" }),
      answer(5, '[3,"5",{"idTagInfo":{"status":"Blocked"}}]', {
        ...{ linkId: linkIdOf(1), leg: "both", receivedAtUs: MOVED_US - 5 },
      }),
      answer(6, '[3,"6",{}]', { sender: "station" }),
    ],
    findings: [
      findingRow({ rule: "call-error", severity: "error", atUs: MOVED_US + 20 }),
      findingRow({ rule: "call-error", severity: "error", atUs: MOVED_US - 20 }),
      findingRow({ rule: "clock-skew", severity: "note", atUs: MOVED_US + 30 }),
      findingRow({ rule: "boot-loop", severity: "error", atUs: MOVED_US - 30 }),
      findingRow({ rule: "translation-refused", severity: "note", atUs: MOVED_US + 40 }),
    ],
    transactions: [
      transactionRow({ startedAtUs: MOVED_US - 9, transactionId: "7" }),
      transactionRow({ transactionKey: `${linkIdOf(1)}-9`, state: "ended" }),
    ],
  });
});
afterAll(() => record.close());

it("says where each station is, what it is, and whether somebody charges there", async () => {
  const stations = await readPlanStations(record.deps);
  expect(stations).toEqual([
    {
      ...{ stationId: "CP-7", vendor: "ACME", model: "One", firmware: "1.2" },
      ...{ route: "/new/{station}", isConnected: true, openedUs: MOVED_US + 5 },
      sessions: [{ transactionId: "7", startedUs: MOVED_US - 9 }],
      isBusy: true,
    },
    {
      ...{ stationId: "CP-8", vendor: "", model: "", firmware: "" },
      ...{ route: "/old/{station}", isConnected: true, openedUs: EPOCH_US },
      // A car is there, and nobody has heard of a transaction.
      ...{ sessions: [], isBusy: true },
    },
  ]);
});

it("tells rules that were found since, with when they were found first", async () => {
  const findings = await readPlanFindings(MOVED_US, record.deps);
  const facts = findings.map(({ rule, isError, firstUs, lastUs }) => [
    ...[rule, isError, firstUs - MOVED_US, lastUs - MOVED_US],
  ]);
  expect(facts).toEqual([
    ["translation-refused", false, 40, 40],
    ["clock-skew", false, 30, 30],
    ["call-error", true, -20, 20],
  ]);
});

it("counts what the CSMS answered over links since then, and what of it refuses", async () => {
  expect(await readPlanAnswers(MOVED_US, record.deps)).toEqual([
    { stationId: "CP-7", openedUs: MOVED_US + 5, answers: 4, refused: 3 },
  ]);
});

it("tells when translation refused something", async () => {
  expect(await readPlanUntranslatable(MOVED_US, record.deps)).toEqual([
    { stationId: "CP-7", atUs: [MOVED_US + 40] },
  ]);
});
