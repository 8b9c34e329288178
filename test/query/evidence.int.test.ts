import { afterAll, beforeAll, expect, it } from "vitest";
import { limits } from "../../src/base/limits.ts";
import { readEvidence } from "../../src/query/evidence.ts";
import { findingRow, openRecord, type Record } from "./record.ts";
import { linkIdOf, messageRow } from "./rows.ts";

let record: Record;
beforeAll(async () => {
  record = await openRecord();
  await record.insert({
    findings: [
      findingRow({ evidence: [1, limits.pageRowsMax + 5] }),
      findingRow({ evidence: [1] }),
    ],
  });
});
afterAll(() => record.close());

it("gives each message each of its rules once, in any number of messages", async () => {
  const rows = Array.from({ length: limits.pageRowsMax + 10 }, (_, index) =>
    messageRow({ seq: index + 1 }),
  );
  const evidenceOf = await readEvidence(rows, record.deps);
  expect(rows.filter((row) => evidenceOf(row).length > 0).map(({ seq }) => seq)).toEqual([
    1,
    limits.pageRowsMax + 5,
  ]);
  expect(evidenceOf(messageRow())).toEqual([{ rule: "call-timeout", severity: "error" }]);
});

it("does not give a finding to the same number of another link", async () => {
  const row = messageRow({ linkId: linkIdOf(2) });
  expect((await readEvidence([row], record.deps))(row)).toEqual([]);
  expect((await readEvidence([], record.deps))(row)).toEqual([]);
});
