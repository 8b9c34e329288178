/** A record on the real engine for the tests of one file: `const record = await openRecord()`. */
import { randomUUID } from "node:crypto";
import type { Clock } from "../../src/base/clock.ts";
import { parseStationId } from "../../src/base/ids.ts";
import type { QueryDeps } from "../../src/query/reader.ts";
import { openStore, type Store } from "../../src/store/client.ts";
import { freeze } from "../../src/store/encode.ts";
import { migrate } from "../../src/store/migrate.ts";
import { boundsOfEngine, defaultBounds } from "../../src/store/read-bounds.ts";
import type {
  FindingRow,
  FrozenInsert,
  LinkRow,
  MessageRow,
  Rows,
  TransactionRow,
} from "../../src/store/rows.ts";
import { everyNode, startTestCluster } from "../support/cluster.ts";
import { startTestEngine, type TestEngine } from "../support/engine.ts";
import { EPOCH_US, linkIdOf } from "./rows.ts";

export type Record = {
  /** Of a record on one server. */
  readonly engine: TestEngine;
  readonly reader: Store;
  /** Its clock stands an hour after the rows' epoch. */
  readonly deps: QueryDeps;
  readonly insert: (rows: Partial<Rows>) => Promise<void>;
  /** As the recorder does. */
  readonly send: (inserts: readonly FrozenInsert[]) => Promise<void>;
  readonly close: () => Promise<void>;
};

export const NOW_US = EPOCH_US + 3_600_000_000;
const clock: Clock = { nowUs: () => NOW_US };

const observe = () => undefined;

/** As the console reads: whatever is asked here must be possible within them. */
const reads = boundsOfEngine(1024 ** 3, defaultBounds);

/** Set to have the same questions answered by two shards (`test/system/cluster-reading.test.ts`). */
export const recordIs = { onCluster: false };

export async function openRecord(): Promise<Record> {
  if (recordIs.onCluster) return await openClusterRecord();
  const engine = await startTestEngine();
  const recorder = openStore(engine.recorder, { observe });
  const reader = openStore(engine.reader, { observe, reads });
  const { database } = engine.endpoint.recorder;
  // Rows of the tests are dated; none may fall out of a retention that counts from today.
  await migrate(recorder, { database, retentionDays: 3_650 }, { observe });
  return recordOf({ recorder, reader, engine, close: () => engine.close() });
}

/** Written through one node, read through the other. */
async function openClusterRecord(): Promise<Record> {
  const cluster = await startTestCluster();
  const [one, other] = cluster.nodes;
  const migrating = everyNode(cluster);
  await migrate(
    migrating,
    {
      database: cluster.database,
      retentionDays: 3_650,
      cluster: { name: cluster.name, isReplicated: false },
    },
    { observe },
  );
  await migrating.close();
  const recorder = openStore(async () => one.recorder, { observe });
  const reader = openStore(async () => other.reader, { observe, reads });
  return recordOf({ recorder, reader, engine: null, close: () => cluster.close() });
}

type Opened = {
  readonly recorder: Store;
  readonly reader: Store;
  readonly engine: TestEngine | null;
  readonly close: () => Promise<void>;
};

function recordOf({ recorder, reader, engine, close }: Opened): Record {
  return {
    get engine() {
      if (engine === null) throw new Error("a cluster has no engine of its own");
      return engine;
    },
    reader,
    deps: { reader, clock, retentionDays: 90 },
    async insert(rows) {
      const all = { messages: [], links: [], findings: [], gaps: [], transactions: [], ...rows };
      for (const insert of freeze(all, randomUUID())) await recorder.insert(insert);
    },
    async send(inserts) {
      for (const insert of inserts) await recorder.insert(insert);
    },
    async close() {
      await recorder.close();
      await reader.close();
      await close();
    },
  };
}

export function findingRow(fields: Partial<FindingRow> = {}): FindingRow {
  return {
    atUs: EPOCH_US,
    instance: "ocpptap",
    rule: "call-timeout",
    severity: "error",
    side: "csms",
    stationId: parseStationId("CP-7"),
    linkId: linkIdOf(1),
    evidence: [1],
    sentence: "The CSMS did not answer within 30 s.",
    details: '{"timeoutMs":30000}',
    vendor: "",
    model: "",
    firmware: "",
    leg: "both",
    ...fields,
  };
}

export function linkRow(fields: Partial<LinkRow> = {}): LinkRow {
  return {
    linkId: linkIdOf(1),
    stationId: parseStationId("CP-7"),
    instance: "ocpptap",
    state: "open",
    openedAtUs: EPOCH_US,
    closedAtUs: null,
    route: "/ocpp/{station}",
    mode: "transparent",
    leg: "both",
    target: "/ocpp/CP-7",
    upstreamUrl: "wss://csms.example/ocpp/CP-7",
    remoteAddress: "192.0.2.7",
    status: 101,
    subprotocolsOffered: ["ocpp1.6"],
    subprotocol: "ocpp1.6",
    ocppVersion: "1.6",
    extensions: "",
    answerMs: 12,
    closedBy: "",
    closedHow: "",
    closeCode: null,
    closeReason: "",
    error: "",
    idleMs: null,
    stationMessages: 0,
    csmsMessages: 0,
    stationBytes: 0,
    csmsBytes: 0,
    lastCallAction: "",
    lastCallSeq: null,
    lastCallMs: null,
    transport: "",
    details: '{"headers":[]}',
    ...fields,
  };
}

/** The row's identity, for comparing sets of answers. */
export function keyOf(message: Pick<MessageRow, "linkId" | "seq">): string {
  return `${message.linkId} ${message.seq}`;
}

export function transactionRow(fields: Partial<TransactionRow> = {}): TransactionRow {
  return {
    ...{ startedAtUs: EPOCH_US, transactionKey: `${linkIdOf(1)}-1`, instance: "ocpptap" },
    ...{ stationId: parseStationId("CP-7"), transactionId: "7", ocppVersion: "1.6" },
    ...{ evseId: null, connectorId: 1, idToken: "CARD", state: "open", lastAtUs: EPOCH_US + 9 },
    ...{ endedAtUs: null, stationStartedAtUs: null, stationEndedAtUs: null, startedBy: "card" },
    ...{ stopReason: "", meterStartWh: 0, meterStopWh: null, energyWh: 0.5 },
    ...{ energySource: "registers", messages: 2, findings: ["start-refused"] },
    ...{ links: [linkIdOf(1)], lastLimit: "", series: "{}", details: "{}", version: 1 },
    ...fields,
  };
}
