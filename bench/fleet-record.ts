/**
 * A record of a week of a fleet, put into the engine quickly: some stations' rows are made and
 * inserted, and the engine copies them for the others, each copy with stations, links, message ids
 * and rare words of its own. All in the order of time, two hours after two hours, because a recorder's
 * newest rows lie in parts that hold hardly anything else, and searches begin there.
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
/** Copied at a time. */
const SLICE_US = DAY_US / 12;

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
      const all = wanted / rows;
      for (let fromUs = span.fromUs; fromUs < toUs + SLICE_US; fromUs += SLICE_US) {
        const statement = copySql({ from: copies, to: all }, fromUs);
        await store.writer.command(statement, { settings: COPY_SETTINGS });
      }
      copies = all;
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
  max_partitions_per_insert_block: "0",
  insert_deduplicate: 0,
} as const;

/** Of the first stations' rows of one slice: copies `from` up to, and without, `to`. */
function copySql(
  { from, to }: { readonly from: number; readonly to: number },
  fromUs: number,
): string {
  const id = "toString(reinterpretAsUUID(sipHash128(message_id, copy)))";
  const withId = `replaceOne(payload, message_id, ${id})`;
  const station = `toUInt32(substring(station_id, 4)) + copy * ${STATIONS_OF_COPY}`;
  const changed: Partial<Record<string, string>> = {
    received_at: "received_at + toIntervalMillisecond(7 * copy)",
    station_id: `concat('CP-', leftPad(toString(${station}), 5, '0'))`,
    link_id: "reinterpretAsUUID(sipHash128(link_id, copy))",
    message_id: id,
    payload: `replaceOne(${withId}, '"data":"seal', concat('"data":"copy', toString(copy), 'seal'))`,
  };
  const values = columns.messages.map((column) => changed[column] ?? column);
  const time = (us: number) => `fromUnixTimestamp64Micro(${us})`;
  return (
    `INSERT INTO messages (${columns.messages.join(", ")}) SELECT ${values.join(", ")} ` +
    `FROM messages ARRAY JOIN range(${from}, ${to}) AS copy ` +
    `WHERE station_id < '${stationName(STATIONS_OF_COPY)}' ` +
    `AND received_at >= ${time(fromUs)} AND received_at < ${time(fromUs + SLICE_US)}`
  );
}

function prefixOf(copy: number): string {
  return `copy${copy}`;
}
