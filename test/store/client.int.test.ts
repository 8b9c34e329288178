/** The features of ClickHouse that we rely on, on the real engine. */
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { parseStationId } from "../../src/base/ids.ts";
import { limits } from "../../src/base/limits.ts";
import { openStore, type Store } from "../../src/store/client.ts";
import { columns, encodeRows, freeze } from "../../src/store/encode.ts";
import type { FrozenInsert, MessageRow } from "../../src/store/rows.ts";
import { startTestStore, type TestStore } from "../support/store.ts";
import { until } from "../support/until.ts";
import { findingRow, gapRow, linkId, linkRow, messageRow, nowUs, transactionRow } from "./rows.ts";

let store: TestStore;
/** The reader's user, by code that says nothing of reading only. */
let plain: Store;
beforeAll(async () => {
  store = await startTestStore();
  plain = openStore(store.engine.reader, { observe: () => undefined });
});
afterAll(async () => {
  await plain.close();
  await store.close();
});

const DAY_US = 86_400_000_000;

const batch = (token: string, rows: readonly MessageRow[]): FrozenInsert => ({
  table: "messages",
  rows: rows.length,
  body: encodeRows("messages", rows),
  token,
});

async function countOf(from: string): Promise<number> {
  const [row] = await store.reader.query<{ n: string }>(`SELECT count() AS n FROM ${from}`);
  return Number(row?.n);
}

describe("inserts", () => {
  it("store what is sent again once, in the table and behind its views", async () => {
    const stationId = parseStationId("once");
    const boot = messageRow({
      stationId,
      action: "BootNotification",
      payload:
        '[2,"1","BootNotification",{"chargePointVendor":"V","chargePointModel":"M","firmwareVersion":"1.0"}]',
    });
    const insert = batch("once:1", [boot, messageRow({ stationId, seq: 2 })]);
    await store.recorder.insert(insert);
    await store.recorder.insert(insert);
    await Promise.all([store.recorder.insert(insert), store.recorder.insert(insert)]);
    expect(await countOf("messages WHERE station_id = 'once'")).toBe(2);
    expect(await countOf("station_boots WHERE station_id = 'once'")).toBe(1);
    expect(await countOf("station_activity WHERE station_id = 'once'")).toBe(1);
  });

  it("take what an older version froze, with the columns of then", async () => {
    const stationId = parseStationId("frozen");
    const { body, ...rest } = batch("frozen", [messageRow({ stationId })]);
    const earlier = columns.messages.slice(0, columns.messages.indexOf("from_link_id"));
    // Later columns of that row are empty or absent: a byte each.
    const bytes = body.length - (columns.messages.length - earlier.length);
    await store.recorder.insert({ ...rest, columns: earlier, body: body.subarray(0, bytes) });
    const where = "station_id = 'frozen' AND from_link_id IS NULL AND from_seq IS NULL";
    expect(await countOf(`messages WHERE ${where}`)).toBe(1);
    const line = String(encodeRows("links", [linkRow({ stationId })])).replace('"both",', "");
    await store.recorder.insert({
      ...{ table: "links", rows: 1, token: "frozen:links", body: Buffer.from(line) },
      columns: columns.links.filter((name) => name !== "leg"),
    });
    expect(await countOf("links WHERE station_id = 'frozen' AND leg = 'both'")).toBe(1);
  });

  it("keep the same rows under another token", async () => {
    const rows = [messageRow({ stationId: parseStationId("twice") })];
    await store.recorder.insert(batch("twice:1", rows));
    await store.recorder.insert(batch("twice:2", rows));
    expect(await countOf("messages WHERE station_id = 'twice'")).toBe(2);
  });

  it("of many days are stored once each, also when only some of them had been stored", async () => {
    const stationId = parseStationId("days");
    const rows = Array.from({ length: 120 }, (_, day) =>
      messageRow({ stationId, seq: day + 1, receivedAtUs: nowUs - (day % 60) * DAY_US }),
    );
    const some = { ...batch("days", rows), body: encodeRows("messages", rows.slice(0, 1)) };
    // The token wins over the content: the day that it has is not filled again, the others are.
    await store.recorder.insert(some);
    await store.recorder.insert(batch("days", rows));
    await store.recorder.insert(batch("days", rows));
    expect(await countOf("messages WHERE station_id = 'days'")).toBe(1 + 118);
  });

  it("are refused whole, with a sentence, when they are no rows", async () => {
    const insert = { ...batch("bad", [messageRow()]), body: Buffer.from("no rows") };
    const failure = await store.recorder.insert(insert).catch((thrown: unknown) => thrown);
    expect(failure).toMatchObject({ code: "STORE_REFUSED", isRetryable: false });
  });

  it("of all four tables come back as they were", async () => {
    const stationId = parseStationId("all");
    const rows = {
      messages: [
        messageRow({
          stationId,
          receivedAtUs: nowUs + 123_456,
          requestSeq: 7,
          latencyUs: 1_234_567,
          connectorId: -1,
          evseId: 2,
          findings: ["call-timeout", "json-invalid"],
          isTruncated: true,
        }),
      ],
      links: [
        linkRow({ stationId }),
        linkRow({ stationId, state: "closed", closedAtUs: nowUs + 5, closeCode: 1006, idleMs: 9 }),
      ],
      findings: [findingRow({ stationId })],
      gaps: [gapRow({ stationId })],
      transactions: [
        transactionRow({ stationId }),
        transactionRow({ stationId, state: "ended", endedAtUs: nowUs + 9, version: 2 }),
      ],
    };
    for (const insert of freeze(rows, "all")) await store.recorder.insert(insert);
    const read = <Row>(columns: string, from: string) =>
      store.reader.query<Row>(`SELECT ${columns} FROM ${from} WHERE station_id = 'all'`);
    expect(
      await read(
        "toUnixTimestamp64Micro(received_at) AS at, request_seq, latency_us, connector_id, evse_id, findings, is_truncated",
        "messages",
      ),
    ).toEqual([
      {
        at: String(nowUs + 123_456),
        request_seq: "7",
        latency_us: "1234567",
        connector_id: "-1",
        evse_id: "2",
        findings: ["call-timeout", "json-invalid"],
        is_truncated: true,
      },
    ]);
    expect(
      await read(
        "state, energy_wh, links, toUnixTimestamp64Micro(ended_at) AS ended_us",
        "transactions FINAL",
      ),
    ).toEqual([{ state: "ended", energy_wh: 12.5, links: [linkId], ended_us: String(nowUs + 9) }]);
    expect(await read("state, close_code, idle_ms, subprotocols_offered", "links FINAL")).toEqual([
      {
        state: "closed",
        close_code: "1006",
        idle_ms: "9",
        subprotocols_offered: ["ocpp1.6", "ocpp1.5"],
      },
    ]);
    expect(await read("rule, evidence, details", "findings")).toEqual([
      { rule: "call-timeout", evidence: ["1", "2"], details: '{"timeoutMs":30000}' },
    ]);
    expect(await read("from_seq, to_seq, messages", "gaps")).toEqual([
      { from_seq: "5", to_seq: "9", messages: "5" },
    ]);
  });
});

describe("any text", () => {
  const zoo = [
    "",
    "\u0000",
    "a\u0000b\u0001\u001f\u007f",
    "\n\r\t\b\f\v\\\"'`/",
    "\\u0000 \\ud800 \\n \\",
    "\u2028\u2029\ufeff\ufffe\uffff\u200e\u202e",
    "😀 Ａ é e\u0301 ß İ 漢字 𝒳",
    "');DROP TABLE messages;--",
    "{{on_cluster}} {id:String} %s $1",
    '[2,"1","BootNotification",{"chargePointVendor":',
    `[2,"1","BootNotification",${"[".repeat(5_000)}`,
    '[2,"1","BootNotification",{"chargePointVendor":{"a":1},"chargePointModel":12}]',
    '[2,"1","BootNotification",{"chargePointVendor":"\\ud800","chargePointModel":"\\u0000"}]',
    '[2,"1","BootNotification",{"chargePointVendor":"a","chargePointVendor":"b"}]',
    "NaN",
    "\\N",
    "NULL",
    "1e999",
    "x".repeat(200_000),
  ];

  it("comes back exactly, whatever the views make of it", async () => {
    const stationId = parseStationId("zoo");
    const rows = zoo.flatMap((payload, index) =>
      ["BootNotification", "StatusNotification"].map((action, second) =>
        messageRow({ stationId, seq: 2 * index + second + 1, payload, messageId: payload, action }),
      ),
    );
    await store.recorder.insert(batch("zoo", rows));
    const found = await store.reader.query<{ payload: string; message_id: string }>(
      "SELECT payload, message_id FROM messages WHERE station_id = 'zoo' ORDER BY seq",
    );
    expect(found.map((row) => row.payload)).toEqual(rows.map((row) => row.payload));
    expect(found.map((row) => row.message_id)).toEqual(rows.map((row) => row.messageId));
  });

  it.each([
    ["one word", "x"],
    ["characters that JSON writes as six", "\u0000"],
    ["words without end", "ab "],
  ])("is stored at the largest size that is recorded, as %s", async (_what, unit) => {
    const payload = unit.repeat(limits.messageBytesMax / unit.length);
    const stationId = parseStationId(`large ${unit}`);
    await store.recorder.insert(batch(`large:${unit}`, [messageRow({ stationId, payload })]));
    const [row] = await store.reader.query<{ payload: string }>(
      "SELECT payload FROM messages WHERE station_id = {stationId:String}",
      { stationId },
    );
    expect(row?.payload === payload).toBe(true);
  });

  it("can be searched for as a bound parameter", async () => {
    for (const text of zoo.filter((each) => each.length < 1_000)) {
      const rows = await store.reader.query<{ n: string }>(
        "SELECT count() AS n FROM messages WHERE station_id = 'zoo' AND payload = {text:String}",
        { text },
      );
      expect(rows, JSON.stringify(text)).toEqual([{ n: "2" }]);
    }
  });

  it("is a station's name as well", async () => {
    for (const [index, name] of zoo.entries()) {
      const stationId = parseStationId(`${index} ${name}`);
      await store.recorder.insert(batch(`name:${index}`, [messageRow({ stationId })]));
      await store.recorder.insert({
        table: "links",
        rows: 1,
        body: encodeRows("links", [linkRow({ stationId })]),
        token: `name:${index}:links`,
      });
    }
    const found = await store.reader.query<{ station_id: string }>(
      "SELECT DISTINCT station_id FROM station_activity WHERE match(station_id, '^[0-9]+ ')",
    );
    const names = zoo.map((name, index) => `${index} ${name}`);
    expect(found.map((row) => row.station_id).sort()).toEqual(names.sort());
  });
});

describe("a reader", () => {
  const endless = "SELECT count() FROM system.numbers WHERE sipHash64(number) = 1";
  const running = async () => {
    const [row] = await store.recorder.query<{ n: string }>(
      "SELECT count() AS n FROM system.processes WHERE user = 'reader'",
    );
    return Number(row?.n);
  };

  it.each([
    "INSERT INTO messages SELECT * FROM messages",
    "ALTER TABLE messages DELETE WHERE 1",
    "TRUNCATE TABLE messages",
    "DROP TABLE messages",
    "CREATE TABLE other (x Int8) ENGINE = Memory",
    "SYSTEM STOP LISTEN HTTP",
    "KILL QUERY WHERE 1",
  ])("cannot write: %s", async (statement) => {
    await expect(plain.command(statement)).rejects.toMatchObject({
      code: "STORE_UNSUITABLE",
    });
  });

  it.each([
    "SELECT * FROM file('/etc/passwd', 'LineAsString')",
    "SELECT * FROM url('http://127.0.0.1:1/', 'LineAsString')",
    "SELECT * FROM system.users",
    "SELECT * FROM system.processes",
    "SELECT * FROM executable('id', TSV, 'x String')",
  ])("cannot look elsewhere: %s", async (statement) => {
    await expect(store.reader.query(statement)).rejects.toMatchObject({ code: "STORE_UNSUITABLE" });
  });

  it("is stopped after the time it was given", async () => {
    await expect(store.reader.query(endless, {}, { limitMs: 1_000 })).rejects.toMatchObject({
      code: "QUERY_TOO_EXPENSIVE",
    });
    await until(async () => (await running()) === 0, "the query has ended");
  });

  it("is stopped when it takes too much memory", async () => {
    const statement = "SELECT length(groupArray(number)) FROM system.numbers LIMIT 1";
    await expect(store.reader.query(statement)).rejects.toMatchObject({
      code: "QUERY_TOO_EXPENSIVE",
      message: expect.stringContaining("MEMORY_LIMIT_EXCEEDED"),
    });
  });

  it("is stopped when its answer has too many rows", async () => {
    const settings = { max_result_rows: "10000" };
    const rows = store.reader.stream("SELECT 1 FROM system.numbers", {}, { settings });
    const read = async () => {
      let count = 0;
      for await (const _row of rows) count++;
      return count;
    };
    await expect(read()).rejects.toMatchObject({
      code: "QUERY_TOO_EXPENSIVE",
      message: expect.stringContaining("TOO_MANY_ROWS_OR_BYTES"),
    });
  });

  it("is stopped in the engine when its signal aborts", async () => {
    const abort = new AbortController();
    const query = store.reader.query(endless, {}, { signal: abort.signal });
    query.catch(() => undefined);
    await until(async () => (await running()) === 1, "the query runs");
    abort.abort(new Error("no longer wanted"));
    await expect(query).rejects.toThrow("no longer wanted");
    await until(async () => (await running()) === 0, "the query has ended");
  });

  it("is stopped in the engine when the loop over its rows is left", async () => {
    let seen = 0;
    const rows = store.reader.stream<{ n: string }>("SELECT number AS n FROM system.numbers");
    for await (const { n } of rows) {
      expect(Number(n)).toBe(seen++);
      if (seen === 100_000) break;
    }
    await until(async () => (await running()) === 0, "the query has ended");
  });

  it("is stopped in the middle of its rows when its signal aborts", async () => {
    const abort = new AbortController();
    const statement = "SELECT number AS n FROM system.numbers";
    const read = async () => {
      let seen = 0;
      for await (const _row of store.reader.stream(statement, {}, { signal: abort.signal })) {
        if (++seen === 50_000) abort.abort(new Error("enough"));
      }
    };
    await expect(read()).rejects.toThrow("enough");
    await until(async () => (await running()) === 0, "the query has ended");
  });

  it("reads 64-bit integers as text", async () => {
    const rows = await store.reader.query("SELECT toUInt64(18446744073709551615) AS n");
    expect(rows).toEqual([{ n: "18446744073709551615" }]);
  });
});

describe("a remote server", () => {
  it("is sent and sends compressed text", async () => {
    // An address of this machine that does not look like one.
    const elsewhere = async () => {
      const endPoint = await store.engine.recorder();
      return { ...endPoint, url: endPoint.url.replace("127.0.0.1", "0.0.0.0") };
    };
    const remote = openStore(elsewhere, { observe: () => undefined });
    onTestFinished(() => remote.close());
    const stationId = parseStationId("remote");
    await remote.insert(batch("remote", [messageRow({ stationId }), messageRow({ stationId })]));
    const rows = await remote.query<{ payload: string }>(
      "SELECT payload FROM messages WHERE station_id = 'remote'",
    );
    expect(rows).toEqual([{ payload: messageRow().payload }, { payload: messageRow().payload }]);
    await expect(remote.query("SELECT nonsense")).rejects.toMatchObject({ code: "STORE_REFUSED" });
  });
});

describe("failures", () => {
  it("tell no password", async () => {
    const endPoint = await store.engine.reader();
    const wrong = openStore(async () => ({ ...endPoint, password: "opensesame" }), {
      observe: () => undefined,
    });
    const failure = await wrong.query("SELECT 1").catch((thrown: unknown) => thrown);
    expect(failure).toMatchObject({ code: "STORE_UNSUITABLE" });
    const { message, stack, cause } = failure as Error;
    expect(`${message}${stack}${String(cause)}${JSON.stringify(cause)}`).not.toContain(
      "opensesame",
    );
    await wrong.close();
  });

  it("of a store that is not there are retryable", async () => {
    const endPoint = { ...(await store.engine.reader()), url: "http://127.0.0.1:1" };
    const absent = openStore(async () => endPoint, { observe: () => undefined });
    await expect(absent.query("SELECT 1")).rejects.toMatchObject({
      code: "STORE_UNREACHABLE",
      isRetryable: true,
    });
    await absent.close();
  });
});
