import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parseStationId } from "../../src/base/ids.ts";
import { limits } from "../../src/base/limits.ts";
import { isLike } from "../../src/query/pattern.ts";
import {
  listStationDays,
  readStationAnswers,
  readStationDay,
  readStationLink,
  stationPattern,
} from "../../src/query/station-days.ts";
import { collected } from "../support/collected.ts";
import { linkRow, openRecord, type Record } from "./record.ts";
import { EPOCH_US, linkIdOf, messageRow } from "./rows.ts";

const range = { fromUs: EPOCH_US, toUs: EPOCH_US + 1_000_000_000 };
const CP_1 = parseStationId("CP-1");

let record: Record;
beforeAll(async () => {
  record = await openRecord();
  const many = Array.from({ length: limits.playbackPageRows + 10 }, (_, nth) =>
    messageRow({ stationId: CP_1, seq: nth + 1, receivedAtUs: EPOCH_US + nth * 1_000 }),
  );
  const asked = { stationId: CP_1, linkId: linkIdOf(2), action: "Reset" } as const;
  const at = (us: number) => ({ receivedAtUs: EPOCH_US + us });
  await record.insert({
    messages: [
      ...many,
      messageRow({ stationId: parseStationId("CP-2"), linkId: linkIdOf(3) }),
      messageRow({ stationId: parseStationId("CP?2"), linkId: linkIdOf(4) }),
      messageRow({ stationId: CP_1, leg: "shadow", linkId: linkIdOf(5), ...at(5) }),
      messageRow({ stationId: CP_1, transport: "soap", linkId: linkIdOf(6), ...at(6) }),
      ...[1, 3].flatMap((seq) => [
        messageRow({
          ...asked,
          ...at(seq),
          seq,
          sender: "csms",
          payload: `[2,"${seq}","Reset",{}]`,
        }),
        messageRow({
          ...{ ...asked, ...at(seq + 1), seq: seq + 1, requestSeq: seq, messageType: "callResult" },
          payload: `[3,"${seq}",{"status":"Accepted"}]`,
          redactions: seq === 3 ? ["mask $[2]"] : [],
        }),
      ]),
    ],
    links: [
      linkRow({
        ...{ stationId: CP_1, state: "closed", closedAtUs: EPOCH_US + 9_000_000 },
        ...{ closedBy: "station", closeCode: 3_001, openedAtUs: EPOCH_US - 5_000_000 },
      }),
    ],
  });
});
afterAll(() => record.close());

describe("stations that can be played", () => {
  const list = (...stations: readonly string[]) =>
    listStationDays({ stations, range, limit: 5 }, record.deps);

  it("are those that the patterns match, with what their own links have", async () => {
    const found = await list("CP-*");
    expect(found.map(({ stationId, messages }) => [stationId, messages])).toEqual([
      ["CP-1", limits.playbackPageRows + 14],
      ["CP-2", 1],
    ]);
    expect(found[0]).toMatchObject({ firstUs: EPOCH_US });
    expect((await list("CP-2", "CP?2")).map(({ stationId }) => stationId)).toEqual([
      "CP-2",
      "CP?2",
    ]);
    expect(await list("x' OR 1 = 1 --")).toEqual([]);
  });

  it("match as in a trace", () => {
    const matches = (pattern: string, id: string) => isLike(id, stationPattern(pattern));
    expect([matches("CP-*", "CP-17"), matches("CP-?", "CP-17"), matches("*", "")]).toEqual([
      ...[true, false, true],
    ]);
    expect([matches("CP-1", "CP-1"), matches("CP-1", "CP-11")]).toEqual([true, false]);
  });
});

describe("a station's day", () => {
  it("comes oldest first over several pages, each message once", async () => {
    const rows = await collected(readStationDay(CP_1, range, record.deps));
    const keys = rows.map(({ linkId, seq }) => `${linkId} ${seq}`);
    expect(new Set(keys).size).toBe(limits.playbackPageRows + 14);
    expect(keys).toHaveLength(limits.playbackPageRows + 14);
    const times = rows.map(({ receivedAtUs }) => receivedAtUs);
    expect(times).toEqual(times.toSorted((one, other) => one - other));
    expect(rows.every(({ leg, transport }) => leg === "both" && transport === "")).toBe(true);
  });

  it("has its links, also those that began before it", async () => {
    const of = (nth: number) =>
      readStationLink({ stationId: CP_1, linkId: linkIdOf(nth) }, range, record.deps);
    expect(await of(1)).toEqual({
      ...{ target: "/ocpp/CP-7", subprotocol: "ocpp1.6", version: "1.6", closeCode: 3_001 },
      ...{ openedAtUs: EPOCH_US - 5_000_000, closedAtUs: EPOCH_US + 9_000_000 },
    });
    expect(await of(2)).toBeNull();
  });

  it("has what the station answered, but nothing of what was hidden", async () => {
    const of = (action: string) =>
      readStationAnswers({ stationId: CP_1, action }, range, record.deps);
    expect(await of("Reset")).toEqual([
      {
        ...{ atUs: EPOCH_US + 1, call: '[2,"1","Reset",{}]' },
        answer: '[3,"1",{"status":"Accepted"}]',
      },
    ]);
    expect(await of("Toast")).toEqual([]);
  });
});
