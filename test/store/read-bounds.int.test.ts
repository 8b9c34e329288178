/** On the real engine: whoever looks writes nothing, and no question takes more than its bounds. */
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { openStore, type Store } from "../../src/store/client.ts";
import type { EndPointOf } from "../../src/store/endpoint.ts";
import { defaultBounds, type ReadBounds } from "../../src/store/read-bounds.ts";
import { startTestStore, type TestStore } from "../support/store.ts";

const MiB = 1024 ** 2;
const tight: ReadBounds = {
  ...{ timeMs: 2_000, memoryBytesMax: 128 * MiB },
  ...{ rowsReadMax: 50_000_000, resultBytesMax: MiB },
};

let store: TestStore;
beforeAll(async () => {
  store = await startTestStore(90, tight);
  await store.recorder.command(
    "INSERT INTO messages (received_at, station_id, link_id, seq, payload) SELECT now64(6), 'CP', generateUUIDv4(), number, '[]' FROM numbers(10)",
  );
});
afterAll(() => store.close());

function opened(endPointOf: EndPointOf, reads?: ReadBounds): Store {
  const made = openStore(endPointOf, {
    observe: () => undefined,
    ...(reads === undefined ? {} : { reads }),
  });
  onTestFinished(() => made.close());
  return made;
}

async function rows(): Promise<number> {
  const [row] = await store.recorder.query<{ n: string }>("SELECT count() AS n FROM messages");
  return Number(row?.n);
}

describe("a question writes nothing", () => {
  const writes = [
    "INSERT INTO messages SELECT * FROM messages",
    "ALTER TABLE messages DELETE WHERE 1",
    "DELETE FROM messages WHERE 1",
    "TRUNCATE TABLE messages",
    "DROP TABLE messages",
    "RENAME TABLE messages TO gone",
    "CREATE TABLE mine (n UInt8) ENGINE = Memory",
    "CREATE VIEW mine AS SELECT 1",
    "OPTIMIZE TABLE messages FINAL",
    "SYSTEM STOP MERGES",
    "CREATE USER mine",
    "GRANT ALL ON *.* TO reader",
    "SET readonly = 0",
    "BACKUP TABLE messages TO Disk('default', 'x')",
  ];

  it.each(writes)("of whoever may read only: %s", async (statement) => {
    await expect(store.reader.query(statement)).rejects.toThrow();
    expect(await rows()).toBe(10);
  });

  it.each(writes)("nor of a user with every grant, where it looks: %s", async (statement) => {
    const looking = opened(store.engine.recorder, { ...defaultBounds, memoryBytesMax: 128 * MiB });
    expect((await looking.query<{ n: string }>("SELECT count() AS n FROM messages"))[0]?.n).toBe(
      "10",
    );
    await expect(looking.query(statement)).rejects.toThrow();
    expect(await rows()).toBe(10);
  });

  it("and cannot be asked to, by the code that looks", async () => {
    await expect(store.reader.command("SELECT 1")).rejects.toThrow("writes nothing");
    const insert = { table: "gaps", rows: 0, body: Buffer.alloc(0), token: "x" } as const;
    await expect(store.reader.insert(insert)).rejects.toThrow("writes nothing");
  });

  it("nor reads what is not the record", async () => {
    for (const what of ["system.users", "system.processes", "system.grants"]) {
      await expect(store.reader.query(`SELECT * FROM ${what}`)).rejects.toThrow(/grant|privilege/i);
    }
    for (const what of ["file('/etc/passwd', LineAsString)", "url('http://127.0.0.1:1/', CSV)"]) {
      await expect(store.reader.query(`SELECT * FROM ${what}`)).rejects.toThrow();
    }
  });
});

describe("a question that would take more than it may ends with a sentence", () => {
  it.each([
    [
      "time",
      "TIMEOUT_EXCEEDED",
      "SELECT sleepEachRow(0.01) FROM numbers(100000) SETTINGS max_block_size = 10",
    ],
    [
      ...["memory", "MEMORY_LIMIT_EXCEEDED"],
      "SELECT length(groupArray(repeat('x', 1000))) FROM numbers(1000000)",
    ],
    ["rows", "TOO_MANY_ROWS", "SELECT sum(number) FROM numbers(60000000)"],
    // Of each row its own: a constant column counts as one value.
    [
      ...["result", "TOO_MANY_ROWS_OR_BYTES"],
      "SELECT repeat(toString(number % 10), 1000) AS x FROM numbers(20000)",
    ],
  ] as const)("in %s", async (_what, type, statement) => {
    const startedMs = performance.now();
    const failure: unknown = await store.reader.query(statement).catch((thrown) => thrown);
    expect(failure).toMatchObject({ code: "QUERY_TOO_EXPENSIVE" });
    expect(String(failure)).toMatch(new RegExp(`The query was stopped: .*${type}`));
    expect(performance.now() - startedMs).toBeLessThan(tight.timeMs + 3_000);
  });

  it("and its user cannot lift what is set for it", async () => {
    const raw = opened(store.engine.reader);
    for (const settings of [
      { max_memory_usage: "0" },
      { max_memory_usage: String(200 * MiB) },
      { max_rows_to_read: "0" },
      { max_result_bytes: "0" },
      { max_execution_time: 3_600 },
      { read_overflow_mode: "break" as const },
      { max_concurrent_queries_for_user: "1000" },
      { readonly: "0" },
    ]) {
      const query = raw.query("SELECT 1", {}, { settings });
      await expect(query).rejects.toMatchObject({ code: "STORE_UNSUITABLE" });
    }
    // Nor may a query that is tighter than its profile be refused.
    expect(
      await raw.query("SELECT 1 AS one", {}, { settings: { max_rows_to_read: "10" } }),
    ).toEqual([{ one: 1 }]);
  });

  it("a bound of ours beyond the user's own is told with what to change", async () => {
    const wide = opened(store.engine.reader, { ...tight, memoryBytesMax: 512 * MiB });
    await expect(wide.query("SELECT 1")).rejects.toMatchObject({
      code: "STORE_UNSUITABLE",
      remedy: expect.stringContaining("query.*"),
    });
  });
});
