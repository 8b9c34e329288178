import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { limits } from "../../src/base/limits.ts";
import { readCounterparts } from "../../src/query/counterparts.ts";
import { readMessage } from "../../src/query/message.ts";
import type { MessageRow } from "../../src/store/rows.ts";
import { openRecord, type Record } from "./record.ts";
import { EPOCH_US, linkIdOf, messageRow } from "./rows.ts";

let record: Record;
const station = linkIdOf(1);
const csms = linkIdOf(2);
const DAY_US = 86_400_000_000;

function onStation(seq: number, fields: Partial<MessageRow> = {}): MessageRow {
  return messageRow({ ...{ linkId: station, leg: "station", seq }, ...fields });
}

function onCsms(seq: number, fromSeq: number | null, fields: Partial<MessageRow> = {}) {
  const from = fromSeq === null ? {} : { fromLinkId: station, fromSeq };
  const ocppVersion = "2.0.1";
  return messageRow({ ...{ linkId: csms, leg: "csms", seq, ocppVersion }, ...from, ...fields });
}

const long = `[2,"1","DataTransfer",{"vendorId":"v","data":"${"x".repeat(100_000)}"}]`;

beforeAll(async () => {
  record = await openRecord();
  const answer = { fromLinkId: csms, fromSeq: 2, messageType: "callResult" } as const;
  await record.insert({
    messages: [
      onStation(1),
      onCsms(1, 1),
      onCsms(2, null, { sender: "csms", messageType: "callResult", requestSeq: 1 }),
      onStation(2, { sender: "csms", requestSeq: 1, ...answer }),
      // One call leads to several, one of them three days later.
      onStation(3, { action: "StopTransaction" }),
      onCsms(3, 3, { action: "TransactionEvent" }),
      onCsms(4, 3, { receivedAtUs: EPOCH_US + 3 * DAY_US, payload: long }),
      // ocpptap answered by itself; and another station has the same numbers.
      onStation(4, { sender: "csms", fromLinkId: station, fromSeq: 3, requestSeq: 3 }),
      messageRow({ ...onCsms(9, 1), stationId: "CP-8" as MessageRow["stationId"] }),
      ...Array.from({ length: 40 }, (_, at) => onCsms(100 + at, 50)),
      onStation(50),
      messageRow({ linkId: linkIdOf(3), seq: 1 }),
      // A spliced message, and what a shadow made of it.
      messageRow({ linkId: linkIdOf(3), seq: 2 }),
      messageRow({
        ...{ linkId: linkIdOf(4), seq: 7, leg: "shadow", ocppVersion: "2.0.1" },
        ...{ fromLinkId: linkIdOf(3), fromSeq: 2 },
      }),
    ],
  });
});
afterAll(() => record.close());

async function counterpartsOf(linkId: MessageRow["linkId"], seq: number) {
  const deps = { ...record.deps, clock: { nowUs: () => EPOCH_US + 4 * DAY_US } };
  const one = await readMessage({ linkId, seq }, deps);
  return one?.counterparts.map((each) => `${each.leg} ${each.seq}`);
}

describe("the other leg's messages", () => {
  it("are what was made from a message, and what it was made from", async () => {
    expect(await counterpartsOf(station, 1)).toEqual(["csms 1"]);
    expect(await counterpartsOf(csms, 1)).toEqual(["station 1"]);
    expect(await counterpartsOf(csms, 2)).toEqual(["station 2"]);
    expect(await counterpartsOf(station, 2)).toEqual(["csms 2"]);
  });

  it("are all that was made from it, days later, too, whole however long", async () => {
    expect(await counterpartsOf(station, 3)).toEqual(["csms 3", "csms 4"]);
    const row = onStation(3);
    const [, late] = await readCounterparts(row, {
      ...record.deps,
      clock: { nowUs: () => EPOCH_US + 4 * DAY_US },
    });
    expect(late?.payload).toBe(long);
    expect(await counterpartsOf(csms, 4)).toEqual(["station 3"]);
  });

  it("are those of a shadow, too", async () => {
    expect(await counterpartsOf(linkIdOf(3), 2)).toEqual(["shadow 7"]);
    expect(await counterpartsOf(linkIdOf(4), 7)).toEqual(["both 2"]);
  });

  it("are none where ocpptap answered itself, or made the message itself", async () => {
    expect(await counterpartsOf(station, 4)).toEqual([]);
    expect(await counterpartsOf(linkIdOf(3), 1)).toEqual([]);
  });

  it("are bounded", async () => {
    expect(await counterpartsOf(station, 50)).toHaveLength(limits.counterpartsMax);
  });

  it("are named by the message", async () => {
    const one = await readMessage({ linkId: csms, seq: 1 }, record.deps);
    expect(one?.message.translatedFrom).toEqual({ linkId: station, seq: 1 });
    expect(one?.counterparts[0]?.translatedFrom).toBeNull();
  });
});
