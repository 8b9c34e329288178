/**
 * A record of a week of a fleet, put into the engine quickly: some stations' rows are made and
 * inserted, and the engine copies them for the others, each copy with stations, links, message ids
 * and rare words of its own.
 */
import { columns, freeze } from "../src/store/encode.ts";
import type { MessageRow } from "../src/store/rows.ts";
import { makeRows, RARE_EVERY, rareWord, stationName } from "./message-rows.ts";
import { type RunningStore, untilAtRest, untilMessages } from "./recording.ts";

const DAY_US = 86_400_000_000;
export const DAYS = 7;
const STATIONS_OF_COPY = 400;
/** More than the recorder sends at once: filling is not what is measured. */
const FILL_ROWS = 50_000;
/** What the engine sorts at a time while it copies. */
const COPY_BLOCK_ROWS = 200_000;

export type FleetRecord = {
  /** When it begins; ISO 8601. */
  readonly from: string;
  readonly rows: () => number;
  readonly stations: () => number;
  /** Until there are so many rows. They are in the engine, and its merges are done. */
  readonly growTo: (rows: number) => Promise<void>;
  readonly station: (nth: number) => string;
  /** In one message only. */
  readonly word: (nth: number) => string;
  /** Of a call and its answer. */
  readonly messageId: (nth: number) => string;
};

/** `rows` must divide what it is to grow to. */
export async function beginRecord(store: RunningStore, rows: number): Promise<FleetRecord> {
  const toUs = Date.now() * 1000;
  const span = { fromUs: toUs - DAYS * DAY_US, toUs };
  const ids = await insertFirst(store, rows, span);
  const rareCount = Math.ceil(rows / 2 / RARE_EVERY);
  let copies = 1;
  return {
    from: new Date(span.fromUs / 1000).toISOString(),
    rows: () => copies * rows,
    stations: () => copies * STATIONS_OF_COPY,
    async growTo(wanted) {
      for (; copies * rows < wanted; copies += 1) {
        await store.writer.command(copySql(copies), { settings: COPY_SETTINGS });
      }
      await untilMessages(store.reader, wanted);
      await untilAtRest([store.engine.pid]);
    },
    station: (nth) => stationName((nth * 97) % (copies * STATIONS_OF_COPY)),
    word(nth) {
      const copy = (nth * 7) % copies;
      return `${copy === 0 ? "" : prefixOf(copy)}${rareWord((nth * 13) % rareCount)}`;
    },
    messageId(nth) {
      const id = ids[nth % ids.length];
      if (id === undefined) throw new Error("no message to ask for");
      return id;
    },
  };
}

/** Returns the ids of some of the messages. */
async function insertFirst(
  store: RunningStore,
  rows: number,
  span: { readonly fromUs: number; readonly toUs: number },
): Promise<readonly string[]> {
  const ids: string[] = [];
  let messages: MessageRow[] = [];
  let batches = 0;
  const send = async () => {
    if (messages.length === 0) return;
    batches += 1;
    const batch = { messages, links: [], findings: [], gaps: [], transactions: [] };
    messages = [];
    for (const insert of freeze(batch, `fill:${batches}`)) await store.writer.insert(insert);
  };
  for (const row of makeRows({ stations: STATIONS_OF_COPY, rows, ...span })) {
    messages.push(row);
    if (messages.length % 9_973 === 0) ids.push(row.messageId);
    if (messages.length >= FILL_ROWS) await send();
  }
  await send();
  return ids;
}

const COPY_SETTINGS = {
  min_insert_block_size_rows: String(COPY_BLOCK_ROWS),
  min_insert_block_size_bytes: "0",
  max_partitions_per_insert_block: "0",
  insert_deduplicate: 0,
} as const;

/** The engine would copy the copies, too, if it were not told which rows were the first. */
function copySql(copy: number): string {
  const id = `toString(reinterpretAsUUID(sipHash128(message_id, ${copy})))`;
  const withId = `replaceOne(payload, message_id, ${id})`;
  const changed: Partial<Record<string, string>> = {
    received_at: `received_at + toIntervalMillisecond(${7 * copy})`,
    station_id: `concat('CP-', leftPad(toString(toUInt32(substring(station_id, 4)) + ${copy * STATIONS_OF_COPY}), 5, '0'))`,
    link_id: `reinterpretAsUUID(sipHash128(link_id, ${copy}))`,
    message_id: id,
    payload: `replaceOne(${withId}, '"data":"seal', '"data":"${prefixOf(copy)}seal')`,
  };
  const values = columns.messages.map((column) => changed[column] ?? column);
  return (
    `INSERT INTO messages (${columns.messages.join(", ")}) ` +
    `SELECT ${values.join(", ")} FROM messages WHERE station_id < '${stationName(STATIONS_OF_COPY)}'`
  );
}

function prefixOf(copy: number): string {
  return `copy${copy}`;
}
