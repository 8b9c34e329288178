/**
 * How long searching takes: over 5 million messages of a week, through the product's own query layer
 * and as the user who may only read; and over 10 million, through the console's API. A question whose
 * answer is not what was put in fails the benchmark.
 */
import { join } from "node:path";
import { systemClock } from "../src/base/clock.ts";
import { searchMessages } from "../src/query/messages.ts";
import type { QueryDeps } from "../src/query/reader.ts";
import { atMost, type BenchContext, type Figure, quantile, type Section } from "./figures.ts";
import { beginRecord, DAYS, type FleetRecord } from "./fleet-record.ts";
import { type RunningStore, startStore } from "./recording.ts";
import { askApi, STATION_KIND, TEXT_KIND } from "./search-api.ts";
import { lookAtPage } from "./search-page.ts";

const ROWS = 5_000_000;
const QUICK_ROWS = 200_000;
const API_ROWS = 10_000_000;
/** Made row by row; the engine copies them. */
const FIRST_ROWS_PART = 1 / 5;
/** Questions of a kind in one round, each with another value. */
const ASKED = 20;
const PAGE = 100;

/** A kind of question: its text for the nth time, and how many messages of a page must come. */
type Kind = {
  readonly subject: string;
  readonly query: (nth: number) => string;
  readonly expected: (found: number) => boolean;
};

export async function benchSearch(context: BenchContext): Promise<Section> {
  const rows = context.isQuick ? QUICK_ROWS : ROWS;
  const medians = new Map<string, number[]>();
  const slowest = new Map<string, number[]>();
  let stations = 0;
  const store = await startStore(join(context.dir, "search"));
  try {
    context.say(`search: putting ${rows} messages in`);
    const record = await beginRecord(store, rows * FIRST_ROWS_PART);
    await record.growTo(rows);
    stations = record.stations();
    const kinds = kindsOf(record);
    for (let round = 0; round < context.rounds; round += 1) {
      context.say(`search, round ${round + 1} of ${context.rounds}`);
      for (const kind of kinds) {
        const taken = await ask(kind, store, round);
        note(medians, kind.subject, quantile(taken, 0.5));
        note(slowest, kind.subject, quantile(taken, 1));
      }
    }
    const apiRows = (rows / ROWS) * API_ROWS;
    context.say(`search: now ${apiRows} messages`);
    await record.growTo(apiRows);
    for (let round = 0; round < context.rounds; round += 1) {
      context.say(`search over the API, round ${round + 1} of ${context.rounds}`);
      const asked = await askApi(store, record, round);
      for (const one of [...asked, ...(await lookAtPage(store, record, round))]) {
        note(medians, one.subject, one.median);
        note(slowest, one.subject, one.slowest);
      }
    }
  } finally {
    await store.close();
  }
  return sectionOf({ rows, stations, medians, slowest });
}

function note(into: Map<string, number[]>, subject: string, value: number): void {
  into.set(subject, [...(into.get(subject) ?? []), value]);
}

function kindsOf(record: FleetRecord): readonly Kind[] {
  const some = (found: number) => found > 0;
  const full = (found: number) => found === PAGE;
  const { station } = record;
  return [
    {
      subject: "station, newest 100",
      query: (nth) => `station:${station(nth)}`,
      expected: (found) => found > Math.min(PAGE, record.rows() / record.stations()) / 3,
    },
    {
      subject: "station and action",
      query: (nth) => `station:${station(nth)} action:StatusNotification`,
      expected: some,
    },
    {
      subject: "free text, a rare word",
      query: record.word,
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
      query: (nth) => `id:${record.messageId(nth)}`,
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
  readonly stations: number;
  readonly medians: ReadonlyMap<string, readonly number[]>;
  readonly slowest: ReadonlyMap<string, readonly number[]>;
}): Section {
  const { rows, stations, medians, slowest } = measured;
  const subjects = [...medians.keys()];
  const figures = subjects.flatMap((subject): Figure[] => [
    { subject, measure: "median, ms", values: medians.get(subject) ?? [] },
    { subject, measure: "slowest, ms", values: slowest.get(subject) ?? [] },
  ]);
  const isWhole = rows === ROWS;
  const valuesOf = (ofSubject: (subject: string) => boolean) =>
    isWhole ? worstRounds(subjects.filter(ofSubject), medians) : [];
  return {
    title: "Search",
    meaning: [
      `${rows.toLocaleString("en")} messages of ${stations.toLocaleString("en")} OCPP 1.6 stations over ${DAYS} days in the ` +
        `embedded engine. Each round asks ${ASKED} questions of every kind, each with another value ` +
        `where there is one, for a page of ${PAGE} messages over the whole record.`,
      `**API**: the same with ${((rows / ROWS) * API_ROWS).toLocaleString("en")} messages, asked over HTTP ` +
        "of a console in a process of its own, for the time of a week: from the request to the last " +
        "byte of the answer. Facets and histogram stop counting after 2.5 s and say how far they came.",
      "**page**: the same in a real browser, where there is one: from the address (scripts and styles " +
        "included), or Enter in the query box, to the first rows on the screen; from a step of " +
        "scrolling to its rows; from a brush over a tenth of the histogram to the rows of then.",
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
      atMost({
        text: "API, 10 million rows: first rows of a station below 500 ms, the slowest question",
        values: isWhole ? (slowest.get(STATION_KIND) ?? []) : [],
        bound: 500,
        decimals: 0,
        unit: " ms",
      }),
      atMost({
        text: "API, 10 million rows: free text over a week below 1.5 s, the slowest question",
        values: isWhole
          ? worstRounds(
              subjects.filter((subject) => subject.startsWith(TEXT_KIND)),
              slowest,
            )
          : [],
        bound: 1_500,
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
