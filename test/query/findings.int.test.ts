import { afterAll, beforeAll, expect, it } from "vitest";
import { parseStationId } from "../../src/base/ids.ts";
import { groupFindings, listFindings } from "../../src/query/findings.ts";
import { findingRow, openRecord, type Record } from "./record.ts";
import { EPOCH_US, messageRow } from "./rows.ts";

const second = parseStationId("CP-8");
let record: Record;
beforeAll(async () => {
  record = await openRecord();
  await record.insert({
    messages: [
      messageRow({
        action: "BootNotification",
        payload:
          '[2,"1","BootNotification",{"chargePointVendor":"ACME","chargePointModel":"One","firmwareVersion":"1.2"}]',
      }),
    ],
    findings: [
      findingRow(),
      findingRow({ stationId: second, atUs: EPOCH_US + 1, severity: "warning" }),
      findingRow({
        rule: "json-invalid",
        atUs: EPOCH_US + 2,
        side: "station",
        sentence: "Expected a comma at byte 17.",
      }),
    ],
  });
});
afterAll(() => record.close());

const request = { q: "", fromUs: null, toUs: null, limit: 10 };
const rulesOf = async (q: string) =>
  (await listFindings({ ...request, q }, record.deps)).map(
    ({ rule, stationId }) => `${rule} ${stationId}`,
  );

it("lists findings newest first, with what the catalogue says of them", async () => {
  const found = await listFindings(request, record.deps);
  expect(found.map(({ at }) => at)).toEqual(
    found
      .map(({ at }) => at)
      .toSorted()
      .reverse(),
  );
  expect(found[0]).toMatchObject({ rule: "json-invalid", side: "station", evidence: [1] });
  expect(found.every(({ explanation }) => explanation !== "")).toBe(true);
});

it("searches them by their own fields and the words of their sentence", async () => {
  expect(await rulesOf("finding:call-timeout -station:CP-7")).toEqual(["call-timeout CP-8"]);
  expect(await rulesOf("side:station OR severity:warning")).toEqual([
    "json-invalid CP-7",
    "call-timeout CP-8",
  ]);
  expect(await rulesOf('"comma at" *yte*')).toEqual(["json-invalid CP-7"]);
  expect(await rulesOf("100%")).toEqual([]);
});

it("says which field findings do not have", async () => {
  await expect(rulesOf("action:Reset")).rejects.toMatchObject({ code: "QUERY_INVALID" });
  await expect(rulesOf("payload.a:1")).rejects.toThrow("findings have no payload");
});

it("counts them by rule, station, model and firmware", async () => {
  const counts = async (group: Parameters<typeof groupFindings>[1]) =>
    (await groupFindings(request, group, record.deps)).map(({ key, findings, worst }) => [
      key,
      findings,
      worst,
    ]);
  expect(await counts("rule")).toEqual([
    ["call-timeout", 2, "error"],
    ["json-invalid", 1, "error"],
  ]);
  expect(await counts("station")).toEqual([
    ["CP-7", 2, "error"],
    ["CP-8", 1, "warning"],
  ]);
  expect(await counts("model")).toEqual([
    ["ACME One", 2, "error"],
    ["", 1, "warning"],
  ]);
  expect(await counts("firmware")).toEqual([
    ["ACME One 1.2", 2, "error"],
    ["", 1, "warning"],
  ]);
});
