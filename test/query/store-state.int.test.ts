import { afterAll, beforeAll, expect, it } from "vitest";
import { parseStationId } from "../../src/base/ids.ts";
import { readStoreState } from "../../src/query/store-state.ts";
import { linkRow, openRecord, type Record } from "./record.ts";
import { EPOCH_US, linkIdOf, messageRow } from "./rows.ts";

const DAY_US = 86_400_000_000;
let record: Record;
beforeAll(async () => {
  record = await openRecord();
});
afterAll(() => record.close());

const gap = (atUs: number, messages: number, reason: "buffer-full" | "segment-dropped") => ({
  ...{ atUs, instance: "a", stationId: parseStationId("CP-7"), linkId: linkIdOf(1), reason },
  ...{ fromSeq: 5, toSeq: 4 + messages, messages },
});

it("of an empty store there is nothing to tell but its version", async () => {
  const state = await readStoreState(record.deps);
  expect(state.version).toMatch(/^\d+\.\d+/);
  expect(state).toMatchObject({ oldestAt: null, newestAt: null, openLinks: [] });
  expect(state.gaps).toEqual({ reasons: [], newest: [] });
});

it("tells sizes by table, gaps by reason and open links by relay and route", async () => {
  await record.insert({
    messages: [1, 2, 3].map((seq) => messageRow({ seq, receivedAtUs: EPOCH_US + seq })),
    links: [
      linkRow({ instance: "a" }),
      linkRow({ instance: "b", linkId: linkIdOf(2) }),
      linkRow({ instance: "b", linkId: linkIdOf(3) }),
      linkRow({ instance: "b", linkId: linkIdOf(4), state: "closed", closedAtUs: EPOCH_US }),
    ],
    gaps: [
      gap(EPOCH_US, 3, "buffer-full"),
      gap(EPOCH_US - 2 * DAY_US, 4, "buffer-full"),
      gap(EPOCH_US - 400 * DAY_US, 90, "buffer-full"),
      gap(EPOCH_US - 1, 1, "segment-dropped"),
    ],
  });
  const state = await readStoreState(record.deps);
  expect(state.oldestAt).toBe("2026-11-21T09:00:00.000001Z");
  expect(state.newestAt).toBe("2026-11-21T09:00:00.000003Z");
  const messages = state.tables.find(({ table }) => table === "messages");
  expect(messages).toMatchObject({ rows: 3 });
  expect(messages?.bytes).toBeGreaterThan(100);
  expect(state.gaps.reasons).toMatchObject([
    { reason: "buffer-full", gaps: 2, messages: 7, messagesLastDay: 3, stations: 1 },
    { reason: "segment-dropped", gaps: 1, messages: 1, messagesLastDay: 1 },
  ]);
  expect(state.gaps.newest.map(({ messages: lost }) => lost)).toEqual([3, 1, 4]);
  expect(state.openLinks).toEqual([
    { instance: "a", route: "/ocpp/{station}", mode: "transparent", links: 1 },
    { instance: "b", route: "/ocpp/{station}", mode: "transparent", links: 2 },
  ]);
});
