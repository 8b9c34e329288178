import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { encodeRows } from "../../src/store/encode.ts";
import { layoutOf } from "../../src/store/layout.ts";
import { applyRetention, coldOf } from "../../src/store/retention.ts";
import { startTestStore, type TestStore } from "../support/store.ts";
import { until } from "../support/until.ts";
import { linkRow, messageRow, nowUs } from "./rows.ts";

const DAY_US = 86_400_000_000;

const layout = layoutOf({ database: "ocpptap" });

let store: TestStore;
beforeAll(async () => {
  store = await startTestStore(90);
});
afterAll(() => store.close());

async function countOf(from: string): Promise<number> {
  const [row] = await store.reader.query<{ n: string }>(`SELECT count() AS n FROM ${from}`);
  return Number(row?.n);
}

it("messages stay where they are unless a number of days is configured", () => {
  const store = { url: "", replicated: true, coldPolicy: "tiered", coldVolume: "cold" };
  expect(coldOf(store)).toBeNull();
  const cold = { afterDays: 14, policy: "tiered", volume: "cold" };
  expect(coldOf({ ...store, coldAfterDays: 14 })).toEqual(cold);
});

describe("retention", () => {
  it("changes nothing that is as it should be", async () => {
    expect(await applyRetention(store.recorder, { retentionDays: 90 }, layout)).toEqual([]);
  });

  it("lets rows go that are older than a shorter one", async () => {
    const days = [0, 20, 40, 60];
    const rows = days.map((day) => messageRow({ seq: day, receivedAtUs: nowUs - day * DAY_US }));
    const body = encodeRows("messages", rows);
    await store.recorder.insert({ table: "messages", rows: days.length, body, token: "days" });
    expect(await countOf("messages")).toBe(4);
    const changed = await applyRetention(store.recorder, { retentionDays: 30 }, layout);
    expect([...changed].sort()).toEqual([
      "findings",
      "gaps",
      "links",
      "messages",
      "station_activity",
      "transactions",
    ]);
    await until(async () => {
      await store.recorder.command("OPTIMIZE TABLE messages FINAL");
      return (await countOf("messages")) === 2;
    }, "only the newer rows are left");
  });

  it("counts a link from its close", async () => {
    const openedAtUs = nowUs - 40 * DAY_US;
    const closed = linkRow({ openedAtUs, state: "closed", closedAtUs: nowUs - DAY_US });
    const body = encodeRows("links", [closed]);
    await store.recorder.insert({ table: "links", rows: 1, body, token: "link" });
    await store.recorder.command("OPTIMIZE TABLE links FINAL");
    expect(await countOf("links")).toBe(1);
  });
});
