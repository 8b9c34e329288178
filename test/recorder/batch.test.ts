import { expect, it } from "vitest";
import { newLinkId, parseStationId } from "../../src/base/ids.ts";
import { createBatch } from "../../src/recorder/batch.ts";
import { linkRowOfOpened } from "../../src/recorder/link-rows.ts";
import { rowsOf } from "../support/recording.ts";
import { openedOf } from "../support/spool.ts";

const linkId = newLinkId();
const at = { atUs: 1, stationId: parseStationId("CP-1"), linkId };

it("freezes one insert per table that has rows, each with a token of its own", () => {
  const batch = createBatch();
  batch.addGap({ ...at, instance: "i", reason: "damaged", fromSeq: 1, toSeq: 2, messages: 2 });
  const of = { instance: "i", vendor: "V", model: "M", firmware: "1.2", leg: "both" as const };
  const finding = { rule: "record-gap", severity: "note", side: "ours", evidence: [] } as const;
  batch.addFinding({ ...at, ...finding, sentence: "s", details: { n: 1 } }, of);
  batch.addLink(linkRowOfOpened(openedOf(linkId)));
  expect(batch.rows()).toBe(3);
  const inserts = batch.freeze("t:1");
  expect(inserts.map(({ table, rows, token }) => [table, rows, token])).toEqual([
    ["links", 1, "t:1:links"],
    ["findings", 1, "t:1:findings"],
    ["gaps", 1, "t:1:gaps"],
  ]);
  expect(batch.size()).toBe(inserts.reduce((sum, { body }) => sum + body.length, 0));
  expect(rowsOf(inserts, "findings")).toMatchObject([{ rule: "record-gap", details: '{"n":1}' }]);
});

it("is nothing to send when it is empty", () => {
  expect(createBatch().freeze("t")).toEqual([]);
});
