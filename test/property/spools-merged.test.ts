/**
 * Whichever relay of a machine had which station when, the record is the one of a single relay that
 * had them all, however often the recorder is killed.
 */
import fc from "fast-check";
import { beforeAll, expect, it } from "vitest";
import { rules } from "../../src/findings/catalogue.ts";
import { spoolDirOf } from "../../src/spool/spools.ts";
import type { TableName } from "../../src/store/rows.ts";
import { type CleanDay, liveOneDay } from "../support/clean-day.ts";
import { createTokenStore, createWorld, type TokenStore } from "../support/crashing-world.ts";
import { lasting } from "../support/lifetime.ts";
import { runUntilEnd } from "../support/recorder-runs.ts";
import { type Recording, record, startUs } from "../support/recording.ts";
import { type Part, type SplitRecord, splitDay } from "../support/split-day.ts";
import { openTestWriter } from "../support/spool.ts";
import { tempDir } from "../support/temp-dir.ts";

const stations = [
  { id: "CP-16-A", version: "1.6" },
  { id: "CP-16-B", version: "1.6" },
  { id: "CS-201", version: "2.0.1" },
] as const;

/** Of a transaction there are as many rows as batches touched it; the newest counts. */
const tables = ["links", "findings", "gaps", "messages"] as const satisfies readonly TableName[];

let day: CleanDay;

beforeAll(async () => {
  day = await lasting(() => liveOneDay(stations, startUs / 1000, 12));
}, 60_000);

const part: fc.Arbitrary<Part> = fc.record({
  worker: fc.integer({ min: 1, max: 3 }),
  from: fc.double({ min: 0, max: 0.95, noNaN: true }),
  ends: fc.constantFrom("closed", "overlaps", "lost"),
  hasGap: fc.boolean(),
});
const parts = fc.array(part, { minLength: 1, maxLength: 4 });
const split = fc.record(Object.fromEntries(stations.map(({ id }) => [id, parts] as const)));

/** A note of its own start stands before all else in each. */
async function writeSpools(data: string, records: readonly SplitRecord[]): Promise<void> {
  for (const [worker, own] of Map.groupBy(records, (one) => one.worker)) {
    const instance = worker === 1 ? "test" : `test.${worker}`;
    const writer = await openTestWriter(spoolDirOf(data, worker), {
      ...{ instance, segmentBytesMax: 64 * 1024 },
    });
    for (const [index, each] of own.entries()) {
      if (each.record.kind === "note") continue;
      writer.append(each.record);
      if (index % 50 === 0) await writer.written();
    }
    await writer.close();
  }
}

type Rows = Pick<Recording, "rows"> | Pick<TokenStore, "rows">;

function contentOf(record: Rows): Readonly<Record<string, unknown>> {
  const content = tables.map((table) => [
    table,
    record
      .rows(table)
      .map((row) => JSON.stringify(row))
      .toSorted(),
  ]);
  const newest = new Map<unknown, Readonly<Record<string, unknown>>>();
  for (const row of record.rows("transactions")) {
    const known = newest.get(row["transaction_key"]);
    if (known !== undefined && Number(known["version"]) > Number(row["version"])) continue;
    newest.set(row["transaction_key"], row);
  }
  const transactions = [...newest.values()].map((row) => JSON.stringify({ ...row, version: 0 }));
  return { ...Object.fromEntries(content), transactions: transactions.toSorted() };
}

it("is the record of one relay, whichever of several had which station, killed or not", async () => {
  const ends = fc.array(
    fc.record({ at: fc.integer({ min: 1, max: 60 }), isCarriedOut: fc.boolean() }),
    { maxLength: 3 },
  );
  await fc.assert(
    fc.asyncProperty(split, ends, async (parted, crashes) => {
      const records = splitDay(day.spoken, (id) => parted[id] ?? []);
      const one = record({ rules });
      for (const { record: each } of records) one.take(each);
      const expected = contentOf(one);
      const data = await tempDir();
      await writeSpools(data, records);
      const store = createTokenStore();
      const isDone = () =>
        tables.every((table) => store.count(table) >= (expected[table] as unknown[]).length);
      for (const end of crashes) await runUntilEnd(data, createWorld(store, end), isDone);
      await runUntilEnd(data, createWorld(store, null), isDone);
      expect(contentOf(store)).toEqual(expected);
    }),
    { numRuns: 6 },
  );
}, 120_000);
