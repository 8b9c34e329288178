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

const request = {
  ...{ q: "", fromUs: null, toUs: null, limit: 10, cursor: "" },
  ...{ vendor: "", model: "", firmware: "" },
};
const rulesOf = async (q: string) =>
  (await listFindings({ ...request, q }, record.deps)).findings.map(
    ({ rule, stationId }) => `${rule} ${stationId}`,
  );

it("lists findings newest first, with what the catalogue says of them", async () => {
  const { findings: found, next } = await listFindings(request, record.deps);
  expect(next).toBeNull();
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

const more = [
  ...Array.from({ length: 5 }, (_, index) =>
    findingRow({ rule: "response-late", atUs: EPOCH_US + 10, sentence: String(index) }),
  ),
  findingRow({ rule: "response-late", atUs: EPOCH_US + 11, sentence: "later" }),
  findingRow({ rule: "response-late", atUs: EPOCH_US + 9, sentence: "earlier" }),
  findingRow({
    ...{ rule: "slow-response", atUs: EPOCH_US + 3, severity: "note" },
    ...{ vendor: "ACME", model: "One", firmware: "1.1" },
  }),
] as const;

it("pages to the end without a gap or a repetition, also within one moment", async () => {
  await record.insert({ findings: more });
  const seen: string[] = [];
  for (let cursor = ""; ; ) {
    const asked = { ...request, q: "finding:response-late", limit: 2, cursor };
    const { findings, next } = await listFindings(asked, record.deps);
    seen.push(...findings.map(({ sentence }) => sentence));
    if (next === null) break;
    cursor = next;
  }
  expect(seen).toEqual(["later", "0", "1", "2", "3", "4", "earlier"]);
});

it("narrows to a model and a firmware, as they were when it was found", async () => {
  const sentences = async (of: { model?: string; firmware?: string; vendor?: string }) =>
    (await listFindings({ ...request, ...of }, record.deps)).findings.map(
      ({ rule, stationId }) => `${rule} ${stationId}`,
    );
  expect(await sentences({ vendor: "ACME", model: "One", firmware: "1.1" })).toEqual([
    "slow-response CP-7",
  ]);
  expect(await sentences({ model: "One", firmware: "1.2" })).toEqual([
    ...Array.from({ length: 7 }, () => "response-late CP-7"),
    "json-invalid CP-7",
    "call-timeout CP-7",
  ]);
  expect(await sentences({ vendor: "Other" })).toEqual([]);
});

it("shows when those of a group were found", async () => {
  const asked = { ...request, q: "finding:call-timeout", fromUs: EPOCH_US - 60e6 };
  const [group] = await groupFindings(asked, "rule", record.deps);
  expect(group?.trend.reduce((sum, one) => sum + one, 0)).toBe(2);
  expect(group).toMatchObject({ vendor: null, model: null, firmware: null });
  const byModel = await groupFindings(asked, "firmware", record.deps);
  expect(byModel.find(({ key }) => key !== "")).toMatchObject({
    vendor: "ACME",
    model: "One",
    firmware: "1.2",
  });
});
