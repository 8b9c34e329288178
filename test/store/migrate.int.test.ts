import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { parseStationId } from "../../src/base/ids.ts";
import { openStore, type Store } from "../../src/store/client.ts";
import { columns, encodeRows } from "../../src/store/encode.ts";
import { migrate } from "../../src/store/migrate.ts";
import type { TableName } from "../../src/store/rows.ts";
import { parseStep, readSteps, type Statement } from "../../src/store/steps.ts";
import { startTestEngine, type TestEngine } from "../support/engine.ts";
import { startTestStore, type TestStore } from "../support/store.ts";
import { linkRow, messageRow, nowUs } from "./rows.ts";

const options = { database: "ocpptap", retentionDays: 90 };
const deps = { observe: () => undefined };

describe("migrate", () => {
  let engine: TestEngine;
  beforeAll(async () => {
    engine = await startTestEngine();
  });
  afterAll(() => engine.close());

  function open(): Store {
    const store = openStore(engine.recorder, deps);
    onTestFinished(() => store.close());
    return store;
  }

  it("makes database and tables, also when two begin at the same time, and tells it once", async () => {
    const told: unknown[] = [];
    const observe = (event: unknown) => void told.push(event);
    await Promise.all([
      migrate(open(), options, { observe }),
      migrate(open(), options, { observe: () => undefined }),
    ]);
    const steps = await readSteps();
    expect(told).toContainEqual({
      name: "storeMigrated",
      steps: steps.length,
      version: steps.length,
    });
  });

  it("does nothing when there is nothing to do", async () => {
    const told: unknown[] = [];
    const done = await migrate(open(), options, { observe: (event) => void told.push(event) });
    expect(done).toMatchObject({ steps: 0, version: (await readSteps()).length });
    expect(told).toEqual([]);
  });

  it("gives the tables the columns that are encoded, and one that the store fills", async () => {
    for (const [table, names] of Object.entries(columns) as [TableName, readonly string[]][]) {
      const rows = await open().query<{ name: string }>(
        `SELECT name FROM system.columns WHERE database = 'ocpptap' AND table = {table:String}
         AND name != 'inserted_at' ORDER BY position`,
        { table },
      );
      expect(rows.map(({ name }) => name)).toEqual(names);
    }
  });

  it("goes on where it was interrupted", async () => {
    const known = await readSteps();
    const next = known.length + 1;
    const file = `${String(next).padStart(4, "0")}_x.sql`;
    const broken = parseStep(file, "-- statement\nCREATE TABLE x (a Nonsense)");
    const steps = [...known, broken];
    await expect(migrate(open(), options, { ...deps, steps })).rejects.toMatchObject({
      code: "STORE_REFUSED",
    });
    const mended = parseStep(
      file,
      "-- statement\nCREATE TABLE IF NOT EXISTS x (a Int8) ENGINE = Memory",
    );
    const done = await migrate(open(), options, { ...deps, steps: [...known, mended] });
    expect(done).toMatchObject({ steps: 1, version: next });
  });

  it("leaves a schema alone that is newer than it knows", async () => {
    const known = (await readSteps()).length;
    const sentence = `its schema has step ${known + 1}, and this version knows ${known}`;
    await expect(migrate(open(), options, deps)).rejects.toMatchObject({
      code: "STORE_UNSUITABLE",
      message: expect.stringContaining(sentence),
    });
    await open().command(`ALTER TABLE migrations DELETE WHERE version = ${known + 1}`, {
      settings: { mutations_sync: "2" },
    });
  });

  it("leaves a schema alone whose steps were other ones", async () => {
    const [first, ...rest] = await readSteps();
    if (first === undefined) throw new Error("there are steps");
    const steps = [{ ...first, checksum: "0" }, ...rest];
    await expect(migrate(open(), options, { ...deps, steps })).rejects.toMatchObject({
      message: expect.stringContaining("step 1 (tables) of its schema was another one"),
    });
  });
});

describe("the schema", () => {
  let store: TestStore;
  beforeAll(async () => {
    store = await startTestStore();
    await store.recorder.insert({
      table: "messages",
      rows: 1,
      body: encodeRows("messages", conversation()),
      token: "conversation",
    });
  });
  afterAll(() => store.close());

  const searches = [
    ["hasAllTokens(lower(payload), ['faulted'])", 1],
    ["hasAllTokens(lower(payload), ['groundfailure', 'faulted'])", 1],
    ["hasAnyTokens(lower(payload), ['faulted', 'vendorx'])", 3],
    ["hasAllTokens(lower(payload), ['fault'])", 0],
    ["hasAllTokens(lower(payload), ['2026', '11', '21t09'])", 1],
    ["hasPhrase(lower(payload), '2026-11-21t09')", 1],
    ["lower(payload) LIKE '%roundfail%'", 1],
    ["lower(payload) LIKE '%größe%'", 1],
    ["hasAllTokens(lower(payload), ['größe'])", 1],
    ["message_id = 'id-3'", 1],
    ["transaction_id = '4711'", 1],
    ["id_token = 'ABC'", 1],
    ["has(findings, 'call-timeout')", 1],
    ["error_code = 'GenericError'", 1],
    ["link_id = '0b5c1f3e-7a52-4d0c-9f6b-1a2b3c4d5e6f' AND seq = 2", 1],
  ] as const;

  it.each(searches)("answers %s with and without its indexes alike", async (where, expected) => {
    const count = async (use_skip_indexes: 0 | 1) => {
      const statement = `SELECT count() AS n FROM messages WHERE ${where}`;
      const [row] = await store.reader.query<{ n: string }>(
        statement,
        {},
        {
          settings: { use_skip_indexes },
        },
      );
      return Number(row?.n);
    };
    expect(await count(1)).toBe(expected);
    expect(await count(0)).toBe(expected);
  });

  it("uses the index for words", async () => {
    const rows = await store.reader.query<{ explain: string }>(
      "EXPLAIN indexes = 1 SELECT count() FROM messages WHERE hasAllTokens(lower(payload), ['faulted'])",
    );
    expect(rows.map(({ explain }) => explain.trim())).toContain("Name: payload_words");
  });

  it("answers the same where the server has no text index", async () => {
    const statements = (await readSteps()).flatMap((step) => step.statements);
    const isFallback = ({ condition }: Statement) => condition?.isWanted === false;
    expect(statements.filter(isFallback)).toHaveLength(1);
    await store.recorder.command("CREATE TABLE old AS messages");
    await store.recorder.command("ALTER TABLE old DROP INDEX payload_words");
    for (const { sql } of statements.filter(isFallback)) {
      await store.recorder.command(sql.replace("TABLE messages", "TABLE old"));
    }
    await store.recorder.command("INSERT INTO old SELECT * FROM messages");
    for (const [where, expected] of searches) {
      const rows = await store.reader.query<{ n: string }>(
        `SELECT count() AS n FROM old WHERE ${where}`,
      );
      expect(rows, where).toEqual([{ n: String(expected) }]);
    }
  });

  it("knows what each station said of itself last", async () => {
    const boots = await store.reader.query(
      "SELECT station_id, vendor, model, firmware, serial, reason FROM station_boots FINAL ORDER BY station_id",
    );
    expect(boots).toEqual([
      {
        station_id: "A",
        vendor: "VendorX",
        model: "One",
        firmware: "1.1",
        serial: "S",
        reason: "",
      },
      { station_id: "B", vendor: "Y", model: "Two", firmware: "2", serial: "", reason: "PowerUp" },
      { station_id: "broken", vendor: "", model: "", firmware: "", serial: "", reason: "" },
    ]);
    const status = await store.reader.query(
      `SELECT station_id, evse_id, connector_id, status, error_code,
  toUnixTimestamp64Micro(received_at) AS at FROM station_status FINAL ORDER BY ALL`,
    );
    expect(status).toEqual([
      {
        station_id: "A",
        evse_id: "-1",
        connector_id: "1",
        status: "Faulted",
        error_code: "GroundFailure",
        at: String(nowUs + 3),
      },
      {
        station_id: "B",
        evse_id: "2",
        connector_id: "1",
        status: "Occupied",
        error_code: "",
        at: String(nowUs + 6),
      },
    ]);
  });

  it("knows when each station was last heard of", async () => {
    const stationId = parseStationId("refused");
    await store.recorder.insert({
      table: "links",
      rows: 1,
      body: encodeRows("links", [
        linkRow({ stationId, state: "refused", closedAtUs: nowUs + 9, openedAtUs: nowUs + 8 }),
      ]),
      token: "refused",
    });
    const rows = await store.reader.query(
      `SELECT station_id, toUnixTimestamp64Micro(max(message_at)) AS message,
  toUnixTimestamp64Micro(max(sent_at)) AS sent, toUnixTimestamp64Micro(max(link_at)) AS link,
  argMaxMerge(ocpp_version) AS version FROM station_activity
WHERE station_id IN ('A', 'B', 'refused') GROUP BY station_id ORDER BY station_id`,
    );
    const at = (us: number) => String(nowUs + us);
    expect(rows).toEqual([
      { station_id: "A", message: at(4), sent: at(3), link: "0", version: "1.6" },
      { station_id: "B", message: at(6), sent: at(6), link: "0", version: "2.0.1" },
      { station_id: "refused", message: "0", sent: "0", link: at(9), version: "1.6" },
    ]);
  });

  function conversation() {
    const A = { stationId: parseStationId("A") };
    const B = { stationId: parseStationId("B"), ocppVersion: "2.0.1" };
    const boot = { action: "BootNotification" };
    const status = { action: "StatusNotification" };
    const at = (us: number) => ({ receivedAtUs: nowUs + us, seq: us + 1, messageId: `id-${us}` });
    return [
      messageRow({
        ...A,
        ...boot,
        ...at(0),
        payload:
          '[2,"0","BootNotification",{"chargePointVendor":"VendorX","chargePointModel":"One","firmwareVersion":"1.0"}]',
      }),
      messageRow({
        ...A,
        ...boot,
        ...at(1),
        payload:
          '[2,"1","BootNotification", {"chargePointVendor":"VendorX","chargePointModel":"One","firmwareVersion":"1.1","chargePointSerialNumber":"S"}]',
      }),
      messageRow({
        ...A,
        ...status,
        ...at(2),
        connectorId: 1,
        payload: '[2,"2","StatusNotification",{"connectorId":1,"status":"Available"}]',
      }),
      messageRow({
        ...A,
        ...status,
        ...at(3),
        connectorId: 1,
        transactionId: "4711",
        payload:
          '[2,"3","StatusNotification",{"connectorId":1,"errorCode":"GroundFailure","status":"Faulted","timestamp":"2026-11-21T09:00:00Z"}]',
      }),
      messageRow({
        ...A,
        ...at(4),
        sender: "csms",
        messageType: "callError",
        action: "StatusNotification",
        errorCode: "GenericError",
        ocppVersion: "",
        findings: ["call-timeout"],
        payload: '[4,"3","GenericError","Größe",{}]',
        idToken: "ABC",
      }),
      messageRow({
        ...B,
        ...boot,
        ...at(5),
        payload:
          '[2,"5","BootNotification",{"reason":"PowerUp","chargingStation":{"vendorName":"Y","model":"Two","firmwareVersion":"2"}}]',
      }),
      messageRow({
        ...B,
        ...status,
        ...at(6),
        evseId: 2,
        connectorId: 1,
        payload:
          '[2,"6","StatusNotification",{"connectorStatus":"Occupied","evseId":2,"connectorId":1}]',
      }),
      messageRow({
        stationId: parseStationId("broken"),
        ...boot,
        ...at(7),
        payload: '[2,"7","BootNotification",{"chargePointVendor":',
      }),
    ];
  }
});
