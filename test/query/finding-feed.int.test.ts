import { afterAll, beforeAll, expect, it } from "vitest";
import { parseStationId } from "../../src/base/ids.ts";
import { countFed, type FeedPlace, readFed, readFeedEnd } from "../../src/query/finding-feed.ts";
import { findingRow, openRecord, type Record } from "./record.ts";
import { EPOCH_US } from "./rows.ts";

let record: Record;
beforeAll(async () => {
  record = await openRecord();
});
afterAll(() => record.close());

const any = { q: "", vendor: "", model: "", firmware: "" };
const cut = {
  conditions: [
    { ...any, q: "severity:error" },
    { ...any, q: "finding:json-*", model: "O'ne" },
  ],
  sinceUs: EPOCH_US - 1,
};
const read = (after: FeedPlace, limit = 100) => readFed(cut, { after, limit }, record.deps);

it("gives findings in the order of their insertion, each with the conditions it meets", async () => {
  const start = await readFeedEnd(record.deps);
  const late = {
    atUs: EPOCH_US + 9,
    severity: "error",
    stationId: parseStationId("CP-9"),
  } as const;
  await record.insert({ findings: [findingRow(late)] });
  await record.insert({
    findings: [
      findingRow({ rule: "json-invalid", severity: "error", model: "O'ne" }),
      findingRow({ rule: "json-invalid", severity: "note", model: "Two" }),
    ],
  });
  const found = await read(start);
  expect(found.map(({ station, rule, matched }) => [station, rule, matched])).toEqual([
    ["CP-9", "call-timeout", [0]],
    ["CP-7", "json-invalid", [0, 1]],
  ]);
  const [first] = await read(start, 1);
  expect(first).toEqual(found[0]);
  expect(await read(first?.place ?? start)).toEqual(found.slice(1));
  const to = found[1]?.place ?? start;
  expect(await countFed(cut, { after: start, to }, record.deps)).toBe(2);
  expect(await countFed(cut, { after: first?.place ?? start, to }, record.deps)).toBe(1);
});

it("leaves out what is older than is of interest, and what came before", async () => {
  const start = await readFeedEnd(record.deps);
  await record.insert({ findings: [findingRow({ severity: "error", atUs: EPOCH_US - 10 })] });
  expect(await read(start)).toEqual([]);
});

it("counts findings of before the column as inserted when they were found", async () => {
  const [row] = await record.reader.query<{ default: string }>(
    "SELECT default_expression AS default FROM system.columns WHERE table = 'findings' AND name = 'inserted_at' AND database = currentDatabase()",
  );
  expect(row?.default).toContain("now64");
});
