import { afterAll, beforeAll, expect, it } from "vitest";
import { isoFromUs } from "../../src/base/clock.ts";
import { parseStationId } from "../../src/base/ids.ts";
import { readLinks } from "../../src/query/links.ts";
import { findingRow, linkRow, openRecord, type Record } from "./record.ts";
import { EPOCH_US, linkIdOf } from "./rows.ts";

const other = parseStationId("CP-8");
let record: Record;
beforeAll(async () => {
  record = await openRecord();
  const open = linkRow({ linkId: linkIdOf(1) });
  await record.insert({ links: [open, linkRow({ linkId: linkIdOf(2), stationId: other })] });
  await record.insert({
    links: [
      {
        ...open,
        state: "closed",
        closedAtUs: EPOCH_US + 9,
        closedBy: "csms",
        closedHow: "close-frame",
        closeCode: 4001,
        closeReason: "bye",
        idleMs: 3,
        stationMessages: 7,
      },
      linkRow({ linkId: linkIdOf(3), state: "refused", status: 401, openedAtUs: EPOCH_US + 5 }),
    ],
    gaps: [
      {
        atUs: EPOCH_US,
        instance: "ocpptap",
        stationId: other,
        linkId: linkIdOf(2),
        reason: "buffer-full",
        fromSeq: 4,
        toSeq: 6,
        messages: 3,
      },
    ],
  });
});
afterAll(() => record.close());

const request = { fromUs: null, toUs: null, limit: 10, cursor: "", station: "", linkId: "" };

it("gives links newest first, a closed one instead of its opening", async () => {
  const { links, next } = await readLinks(request, record.deps);
  expect(links.map(({ linkId, state }) => [linkId, state])).toEqual([
    [linkIdOf(3), "refused"],
    [linkIdOf(2), "open"],
    [linkIdOf(1), "closed"],
  ]);
  expect(next).toBe(null);
  expect(links[2]).toMatchObject({
    closeCode: 4001,
    closeReason: "bye",
    messages: { station: 7, csms: 0 },
    idleMs: 3,
  });
  expect(links[1]).toMatchObject({
    closeCode: null,
    closedAt: null,
    closedBy: null,
    details: { headers: [] },
  });
});

it("tells the gaps in a link's record", async () => {
  const { links } = await readLinks({ ...request, station: "CP-8" }, record.deps);
  expect(links.map(({ gaps }) => gaps)).toMatchObject([[{ fromSeq: 4, toSeq: 6, messages: 3 }]]);
});

it("pages through links of the same time", async () => {
  const seen: string[] = [];
  for (let cursor: string | null = ""; cursor !== null; ) {
    const page = await readLinks({ ...request, limit: 1, cursor }, record.deps);
    seen.push(...page.links.map(({ linkId }) => linkId));
    cursor = page.next;
  }
  expect(seen).toEqual([linkIdOf(3), linkIdOf(2), linkIdOf(1)]);
});

it("finds one link by its id", async () => {
  const { links } = await readLinks({ ...request, linkId: linkIdOf(2) }, record.deps);
  expect(links.map(({ stationId }) => stationId)).toEqual(["CP-8"]);
});

it("tells since when a link is not byte-identical, and by nothing but its own findings", async () => {
  const finding = (linkNumber: number, rule: string, atUs: number) =>
    findingRow({ linkId: linkIdOf(linkNumber), rule, atUs });
  await record.insert({
    findings: [
      finding(1, "fault-on-purpose", EPOCH_US + 8),
      finding(1, "message-put-in", EPOCH_US + 4),
      finding(3, "call-timeout", EPOCH_US + 6),
    ],
  });
  const { links } = await readLinks(request, record.deps);
  expect(links.map(({ changedAt }) => changedAt)).toEqual([null, null, isoFromUs(EPOCH_US + 4)]);
});
