/**
 * How long searching takes over 5 million messages of a week, through the product's own query layer
 * and as the user who may only read. Before a question is timed its answer is compared with what was
 * put in.
 */
import { join } from "node:path";
import { systemClock } from "../src/base/clock.ts";
import { searchMessages } from "../src/query/messages.ts";
import type { QueryDeps } from "../src/query/reader.ts";
import { freeze } from "../src/store/encode.ts";
import type { MessageRow } from "../src/store/rows.ts";
import { atMost, type BenchContext, type Figure, quantile, type Section } from "./figures.ts";
import { makeRows, RARE_EVERY, rareWord, stationName } from "./message-rows.ts";
import { type RunningStore, startStore, untilAtRest, untilMessages } from "./recording.ts";

const ROWS = 5_000_000;
const QUICK_ROWS = 200_000;
const STATIONS = 2_000;
const DAY_US = 86_400_000_000;
const DAYS = 7;
/** More than the recorder sends at once: filling is not what is measured. */
const FILL_ROWS = 50_000;
/** Questions of a kind in one round, each with another value. */
const ASKED = 20;
const PAGE = 100;

type Sample = {
  readonly messageId: string;
  readonly idToken: string;
  readonly transactionId: string;
};

/** A kind of question: its text for the nth time, and how many messages of a page must come. */
type Kind = {
  readonly subject: string;
  readonly query: (nth: number) => string;
  readonly expected: (found: number) => boolean;
};

export async function benchSearch(context: BenchContext): Promise<Section> {
  const rows = context.isQuick ? QUICK_ROWS : ROWS;
  const store = await startStore(join(context.dir, "search"));
  try {
    context.say(`search: putting ${rows} messages in`);
    const samples = await fill(store, rows);
    await untilMessages(store.reader, rows);
    await untilAtRest([store.engine.pid]);
    const kinds = kindsOf(rows, samples);
    const medians = new Map<string, number[]>();
    const slowest = new Map<string, number[]>();
    for (let round = 0; round < context.rounds; round += 1) {
      context.say(`search, round ${round + 1} of ${context.rounds}`);
      for (const kind of kinds) {
        const taken = await ask(kind, store, round);
        note(medians, kind.subject, quantile(taken, 0.5));
        note(slowest, kind.subject, quantile(taken, 1));
      }
    }
    return sectionOf({ rows, kinds, medians, slowest });
  } finally {
    await store.close();
  }
}

function note(into: Map<string, number[]>, subject: string, value: number): void {
  into.set(subject, [...(into.get(subject) ?? []), value]);
}

async function fill(store: RunningStore, rows: number): Promise<readonly Sample[]> {
  const toUs = Date.now() * 1000;
  const samples: Sample[] = [];
  let messages: MessageRow[] = [];
  let batches = 0;
  const send = async () => {
    if (messages.length === 0) return;
    batches += 1;
    const inserts = freeze(
      { messages, links: [], findings: [], gaps: [], transactions: [] },
      `fill:${batches}`,
    );
    messages = [];
    for (const insert of inserts) await store.writer.insert(insert);
  };
  const made = makeRows({ stations: STATIONS, rows, fromUs: toUs - DAYS * DAY_US, toUs });
  for (const row of made) {
    messages.push(row);
    const { messageId, idToken, transactionId } = row;
    const isWanted = idToken !== "" || transactionId !== "";
    if (isWanted && messages.length % 9_973 === 0)
      samples.push({ messageId, idToken, transactionId });
    if (messages.length >= FILL_ROWS) await send();
  }
  await send();
  return samples;
}

function kindsOf(rows: number, samples: readonly Sample[]): readonly Kind[] {
  const rareCount = Math.ceil(rows / 2 / RARE_EVERY);
  const sampleOf = (nth: number) => {
    const sample = samples[nth % samples.length];
    if (sample === undefined) throw new Error("no sample of an identity");
    return sample;
  };
  const some = (found: number) => found > 0;
  const full = (found: number) => found === PAGE;
  const station = (nth: number) => stationName((nth * 97) % STATIONS);
  return [
    {
      subject: "station, newest 100",
      query: (nth) => `station:${station(nth)}`,
      expected: (found) => found > Math.min(PAGE, rows / STATIONS) / 3,
    },
    {
      subject: "station and action",
      query: (nth) => `station:${station(nth)} action:StatusNotification`,
      expected: some,
    },
    {
      subject: "free text, a rare word",
      query: (nth) => rareWord((nth * 13) % rareCount),
      expected: (found) => found === 1,
    },
    {
      subject: "free text, no such word",
      query: (nth) => `absent${nth}`,
      expected: (found) => found === 0,
    },
    { subject: "free text, a frequent word", query: () => "contactor", expected: full },
    { subject: "free text, a phrase", query: () => '"temperature high"', expected: full },
    {
      subject: "message id",
      query: (nth) => `id:${sampleOf(nth).messageId}`,
      expected: (found) => found === 2,
    },
    {
      subject: "field of the payload",
      query: () => "action:StatusNotification payload.status:Faulted",
      expected: some,
    },
  ];
}

/** Milliseconds of each question, sorted. */
async function ask(kind: Kind, store: RunningStore, round: number): Promise<Float64Array> {
  const deps: QueryDeps = { reader: store.reader, clock: systemClock, retentionDays: 90 };
  const taken = new Float64Array(ASKED);
  for (let n = 0; n < ASKED; n += 1) {
    const q = kind.query(round * ASKED + n);
    const startMs = performance.now();
    const { messages } = await searchMessages(
      { q, fromUs: null, toUs: null, limit: PAGE, cursor: "", order: "newest" },
      deps,
    );
    taken[n] = performance.now() - startMs;
    if (!kind.expected(messages.length)) {
      throw new Error(`${q} found ${messages.length} messages`);
    }
  }
  return taken.sort();
}

function sectionOf(measured: {
  readonly rows: number;
  readonly kinds: readonly Kind[];
  readonly medians: ReadonlyMap<string, readonly number[]>;
  readonly slowest: ReadonlyMap<string, readonly number[]>;
}): Section {
  const { rows, kinds, medians, slowest } = measured;
  const figures = kinds.flatMap(({ subject }): Figure[] => [
    { subject, measure: "median, ms", values: medians.get(subject) ?? [] },
    { subject, measure: "slowest, ms", values: slowest.get(subject) ?? [] },
  ]);
  const isWhole = rows === ROWS;
  const valuesOf = (ofSubject: (subject: string) => boolean) =>
    isWhole ? worstRounds(kinds.map(({ subject }) => subject).filter(ofSubject), medians) : [];
  return {
    title: "Search",
    meaning: [
      `${rows.toLocaleString("en")} messages of ${STATIONS.toLocaleString("en")} OCPP 1.6 stations over ` +
        `${DAYS} days in the embedded engine. Each round asks ${ASKED} questions of every kind, each ` +
        `with another value where there is one, for a page of ${PAGE} messages over the whole record.`,
    ],
    figures,
    goals: [
      atMost({
        text: "search by station below 100 ms, the median of the slowest kind",
        values: valuesOf((subject) => subject.startsWith("station")),
        bound: 100,
        decimals: 0,
        unit: " ms",
      }),
      atMost({
        text: "free text over 5 million rows below 1 s, the median of the slowest kind",
        values: valuesOf((subject) => subject.startsWith("free text")),
        bound: 1_000,
        decimals: 0,
        unit: " ms",
      }),
    ],
    remarks: isWhole ? [] : [`Only ${rows} rows: a quick run says nothing about the goals.`],
  };
}

/** Round by round, the value of the slowest of these kinds. */
function worstRounds(
  subjects: readonly string[],
  values: ReadonlyMap<string, readonly number[]>,
): number[] {
  const lists = subjects.map((subject) => values.get(subject) ?? []);
  return (lists[0] ?? []).map((_, round) => Math.max(...lists.map((list) => list[round] ?? 0)));
}
