import { afterAll, beforeAll, expect, it } from "vitest";
import { parseStationId } from "../../../src/base/ids.ts";
import { openStoreDay } from "../../../src/rehearse/playback/store-day.ts";
import { linkRow, openRecord, type Record } from "../../query/record.ts";
import { EPOCH_US, linkIdOf, messageRow } from "../../query/rows.ts";
import { collected } from "../../support/collected.ts";

const CP_1 = parseStationId("CP-1");
const range = { fromUs: EPOCH_US, toUs: EPOCH_US + 1_000_000_000 };

let record: Record;
beforeAll(async () => {
  record = await openRecord();
  const own = { stationId: CP_1 } as const;
  const at = (ms: number) => ({ receivedAtUs: EPOCH_US + ms * 1000 });
  await record.insert({
    messages: [
      messageRow({ ...own, ...at(0) }),
      messageRow({ ...own, ...at(20), seq: 2, sender: "csms", requestSeq: 1, latencyUs: 20_000 }),
      messageRow({ ...own, ...at(900), linkId: linkIdOf(2), isTruncated: true }),
    ],
    links: [
      linkRow({
        ...own,
        state: "closed",
        closedAtUs: EPOCH_US + 500_000,
        openedAtUs: EPOCH_US - 1,
      }),
    ],
  });
});
afterAll(() => record.close());

it("is the messages of a station with the ends of its links", async () => {
  const day = await openStoreDay({ stations: ["CP-*"], range }, record.deps);
  expect(day.stations).toMatchObject([{ stationId: "CP-1", messages: 3 }]);
  const items = await collected(day.itemsOf(CP_1));
  expect(items.map(({ kind, atUs }) => `${atUs - EPOCH_US} ${kind}`)).toEqual([
    ...["-1 opened", "0 message", "20000 message", "500000 closed", "900000 opened"],
    "900000 message",
  ]);
  const messages = items.flatMap((item) => (item.kind === "message" ? [item.message] : []));
  expect(messages[1]).toMatchObject({ requestSeq: 1, latencyUs: 20_000, version: "1.6" });
  expect(messages[2], "what was cut is no text").toMatchObject({ text: null });
  const opened = items.flatMap((item) => (item.kind === "opened" ? [item.link] : []));
  expect(opened).toMatchObject([
    { subprotocol: "ocpp1.6", target: "/ocpp/CP-7" },
    { subprotocol: null, target: "", version: "1.6" },
  ]);
  await day.close();
});

it("is read for as many stations at once as can be played", async () => {
  const ids = Array.from({ length: 120 }, (_, nth) => `MANY-${String(nth).padStart(3, "0")}`);
  await record.insert({
    messages: ids.map((id, nth) =>
      messageRow({ stationId: parseStationId(id), linkId: linkIdOf(100 + nth) }),
    ),
  });
  const day = await openStoreDay({ stations: ["MANY-*"], range }, record.deps);
  expect(day.stations.map(({ stationId }) => stationId)).toEqual(ids);
  const read = await Promise.all(
    day.stations.map(async ({ stationId }) => (await collected(day.itemsOf(stationId))).length),
  );
  expect(read).toEqual(ids.map(() => 2));
});
