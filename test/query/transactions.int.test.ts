import { afterAll, beforeAll, expect, it } from "vitest";
import { parseStationId } from "../../src/base/ids.ts";
import { rules } from "../../src/findings/catalogue.ts";
import { readStations } from "../../src/query/stations.ts";
import { readTransaction, readTransactions } from "../../src/query/transactions.ts";
import {
  accepted16,
  meterValue,
  minuteMs,
  start16,
  startUs,
  stop16,
  story,
} from "../sessions/tell.ts";
import { openRecord, type Record, transactionRow } from "./record.ts";
import { EPOCH_US, linkIdOf } from "./rows.ts";

const other = parseStationId("CP-8");
const request = {
  ...{ fromUs: null, toUs: null, limit: 10, cursor: "", station: "" },
  state: "" as const,
};
let record: Record;
let key = "";
beforeAll(async () => {
  record = await openRecord();
  const told = story({ rules })
    .says("Authorize", { idTag: "CARD" }, { idTagInfo: { status: "Accepted" } })
    .says("StartTransaction", start16(), accepted16())
    .asks(
      "SetChargingProfile",
      {
        connectorId: 1,
        csChargingProfiles: {
          ...{ chargingProfileId: 5, stackLevel: 1, chargingProfilePurpose: "TxProfile" },
          ...{ chargingProfileKind: "Relative", transactionId: 7 },
          chargingSchedule: {
            chargingRateUnit: "A",
            chargingSchedulePeriod: [{ startPeriod: 0, limit: 16 }],
          },
        },
      },
      { status: "Accepted" },
    );
  key = `${told.link.linkId}-3`;
  await record.send(told.recording.intake.takeBatch().freeze("one"));
  told
    .says("MeterValues", {
      ...{ connectorId: 1, transactionId: 7 },
      meterValue: [meterValue(30_000, 1_500)],
    })
    .says("StopTransaction", stop16({ reason: "PowerLoss" }), {}, { afterMs: minuteMs });
  await record.send(told.recording.intake.takeBatch().freeze("two"));
  await record.insert({
    transactions: [1, 2, 3].map((number) =>
      transactionRow({
        ...{ stationId: other, transactionKey: `${linkIdOf(number)}-4` },
        details: JSON.stringify({ limitChanges: [] }),
      }),
    ),
  });
});
afterAll(() => record.close());

it("gives of each transaction how it is now, newest first", async () => {
  const { transactions, next } = await readTransactions(request, record.deps);
  expect(transactions.map((one) => [one.stationId, one.state])).toEqual([
    ...[
      ["CP-8", "open"],
      ["CP-8", "open"],
      ["CP-8", "open"],
    ],
    ["CP-1", "ended"],
  ]);
  expect(next).toBeNull();
  expect(transactions[3]).toMatchObject({
    ...{ key, transactionId: "7", connectorId: 1, idToken: "CARD", durationS: 60 },
    ...{ energyWh: 2_000, energySource: "meter-start-stop", stopReason: "PowerLoss" },
    ...{ startedBy: "card", rules: expect.arrayContaining(["stopped-abnormally"]), evseId: null },
  });
});

it("takes only those of a station, in a state, or of a time", async () => {
  const keys = async (more: object) =>
    (await readTransactions({ ...request, ...more }, record.deps)).transactions.length;
  expect(await keys({ station: "CP-8" })).toBe(3);
  expect(await keys({ state: "ended" })).toBe(1);
  expect(await keys({ station: "CP-1", state: "open" })).toBe(0);
  expect(await keys({ fromUs: EPOCH_US })).toBe(3);
  expect(await keys({ toUs: EPOCH_US })).toBe(1);
});

it("pages through transactions of the same time", async () => {
  const seen: string[] = [];
  for (let cursor: string | null = ""; cursor !== null; ) {
    const page = await readTransactions({ ...request, limit: 1, cursor }, record.deps);
    seen.push(...page.transactions.map((one) => one.key));
    cursor = page.next;
  }
  expect(seen).toEqual([3, 2, 1].map((number) => `${linkIdOf(number)}-4`).concat(key));
});

it("gives one with its samples, limits, messages and findings", async () => {
  const found = await readTransaction(key, record.deps);
  const at = (ms: number) => new Date(startUs / 1000 + ms).toISOString().replace("Z", "000Z");
  expect(found).toMatchObject({
    transaction: { key, state: "ended" },
    series: {
      at: [at(0), at(30_000), at(60_000)],
      energyWh: [1_000, 1_500, 3_000],
      powerW: [null, 7_000, null],
    },
    start: { seq: 3, times: 1, answer: { seq: 4, outcome: "result", errorCode: null } },
    stop: { seq: 9, times: 1, answer: { seq: 10 } },
    authorizations: [{ status: "Accepted" }],
    limits: [{ limit: 16, unit: "A", profileId: 5, purpose: "TxProfile", seq: 5 }],
  });
  expect(found?.evidence.map(({ seq }) => seq)).toEqual([3, 4, 6, 7, 9, 10]);
  expect(found?.findings.map(({ rule }) => rule)).toContain("stopped-abnormally");
  expect(await readTransaction("no-such-key", record.deps)).toBeNull();
});

it("shows the open ones with their station", async () => {
  await record.insert({
    messages: [],
    transactions: [
      transactionRow({
        transactionKey: `${linkIdOf(9)}-1`,
        stationId: parseStationId("CP-1"),
        lastLimit: JSON.stringify({
          ...{ atUs: EPOCH_US, linkId: linkIdOf(9), seq: 2, limit: 0, unit: "W" },
          ...{ profileId: null, purpose: "TxProfile", stackLevel: 0 },
        }),
      }),
    ],
  });
  const [station] = await readStations("CP-1", record.deps);
  expect(station?.openTransactions).toEqual([
    {
      ...{ key: `${linkIdOf(9)}-1`, transactionId: "7", evseId: null, connectorId: 1 },
      ...{ startedAt: "2026-11-21T09:00:00.000000Z", energyWh: 0.5 },
      limit: {
        ...{ at: "2026-11-21T09:00:00.000000Z", linkId: linkIdOf(9), seq: 2, limit: 0 },
        ...{ unit: "W", profileId: null, purpose: "TxProfile", stackLevel: 0 },
      },
    },
  ]);
});
