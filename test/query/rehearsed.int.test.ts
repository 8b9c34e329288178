import { afterAll, beforeAll, expect, it } from "vitest";
import {
  listRehearsed,
  readConversation,
  readRuleCounts,
  readSetKeys,
  readTransfers,
  readUses,
} from "../../src/query/rehearsed.ts";
import { boot, exchange, openTold, type Told } from "./diagnosis/told.ts";

let told: Told;
const hour = 3_600_000;
const asked = { station: "CP-1", fromUs: null, toUs: null };

beforeAll(async () => {
  told = await openTold();
  await told.tell("CP-1", (link) => {
    boot(link);
    exchange(link, ["Heartbeat", {}, { currentTime: "2026-09-21T14:13:20Z" }], { id: "h" });
    const transfer = { vendorId: "com.acme", messageId: "Led", data: "on" };
    exchange(link, ["DataTransfer", transfer, { status: "Accepted" }], { id: "d1" });
    exchange(link, ["DataTransfer", transfer, { status: "Rejected" }], { id: "d2" });
    const from = "csms" as const;
    const set = (value: string) => ({ key: "HeartbeatInterval", value });
    exchange(link, ["ChangeConfiguration", set("60"), { status: "Accepted" }], { id: "c1", from });
    exchange(link, ["ChangeConfiguration", set("90"), { status: "Accepted" }], { id: "c2", from });
    exchange(link, ["ChangeConfiguration", set("1"), { status: "Rejected" }], { id: "c3", from });
    link.station("{ no JSON");
  });
  await told.tell("CP-2", (link) => boot(link));
});
afterAll(() => told.close());

it("lists stations by id, page by page, or the one that is asked for", async () => {
  const deps = told.deps(hour);
  const all = { station: "", fromUs: null, toUs: null };
  const first = await listRehearsed({ ...all, after: "", limit: 1 }, deps);
  expect(first).toEqual([
    { stationId: "CP-1", ocppVersion: "1.6", vendor: "ACME", model: "One", firmware: "" },
  ]);
  const next = await listRehearsed({ ...all, after: "CP-1", limit: 9 }, deps);
  expect(next.map(({ stationId }) => stationId)).toEqual(["CP-2"]);
  expect(await listRehearsed({ ...asked, station: "CP", after: "", limit: 9 }, deps)).toEqual([]);
});

it("counts what each side used, with a message that shows it", async () => {
  const uses = await readUses(asked, told.deps(hour));
  const of = (sender: string, action: string) =>
    uses.find((use) => use.sender === sender && use.action === action);
  expect(of("station", "DataTransfer")).toMatchObject({ calls: 2, call: { seq: 7 }, result: null });
  expect(of("csms", "DataTransfer")).toMatchObject({ calls: 0, results: 2, call: null });
  expect(of("csms", "ChangeConfiguration")).toMatchObject({ calls: 3, call: { seq: 13 } });
  expect(uses.reduce((sum, { malformed }) => sum + malformed, 0)).toBe(1);
  expect(await readUses({ ...asked, toUs: 1 }, told.deps(hour))).toEqual([]);
});

it("counts DataTransfers by whose they are, and how many were accepted", async () => {
  expect(await readTransfers(asked, told.deps(hour))).toMatchObject([
    {
      ...{ sender: "station", vendorId: "com.acme", messageId: "Led", calls: 2, accepted: 1 },
      call: { seq: 7 },
    },
  ]);
});

it("tells the keys that were set, with the newest value that was taken", async () => {
  expect(await readSetKeys(asked, told.deps(hour))).toMatchObject([
    { key: "HeartbeatInterval", value: "90", sets: 2, call: { seq: 11 } },
  ]);
});

it("counts what the station did by rule", async () => {
  const rules = await readRuleCounts(asked, told.deps(hour));
  expect(rules.find(({ rule }) => rule === "json-invalid")).toMatchObject({
    ...{ findings: 1, message: { seq: 15 } },
  });
});

it("reads the conversation oldest first, without heartbeats", async () => {
  const { rows, isCut } = await readConversation(asked, told.deps(hour));
  expect(isCut).toBe(false);
  expect(rows.map(({ seq }) => seq)).toEqual([1, 2, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15]);
});
