/**
 * How long the page waits: questions of the browser, asked over HTTP of a console in a process of
 * its own, about 10 million messages. Each answer is looked at before its time counts.
 */
import { quantile } from "./figures.ts";
import type { FleetRecord } from "./fleet-record.ts";
import { type RunningStore, startRoleAt } from "./recording.ts";

/** Questions of a kind in one round, each with another value where there is one. */
const ASKED = 20;
const PAGE = 100;
/** Pages followed by their cursors; the last `ASKED` of them are timed. */
const PAGES = 120;

type Kind = {
  readonly subject: string;
  readonly path: (nth: number) => string;
  readonly isRight: (answer: Answer) => boolean;
};

/** The parts of the answers that are looked at. */
type Answer = {
  /** Those of a page, or how many were counted. */
  readonly messages?: readonly unknown[] | number;
  readonly next?: string | null;
  readonly buckets?: readonly { readonly messages: number }[];
};

export type Timed = { readonly subject: string; readonly median: number; readonly slowest: number };

export const STATION_KIND = "API, first rows of a station";
export const TEXT_KIND = "API, free text";

function kindsOf(record: FleetRecord): readonly Kind[] {
  const { from } = record;
  const messages = (subject: string, q: (nth: number) => string, least: number): Kind => ({
    subject,
    path: (nth) => `/api/messages?q=${encodeURIComponent(q(nth))}&from=${from}&limit=${PAGE}`,
    isRight: (answer) => shown(answer) >= least,
  });
  const ofStation = (nth: number) => `station:${record.station(nth)}`;
  return [
    messages(STATION_KIND, ofStation, Math.min(PAGE, record.rows() / record.stations()) / 3),
    messages(`${TEXT_KIND}, a rare word`, record.word, 1),
    messages(`${TEXT_KIND}, no such word`, (nth) => `absent${nth}`, 0),
    messages(`${TEXT_KIND}, a frequent word`, () => "contactor", PAGE),
    messages(`${TEXT_KIND}, a phrase`, () => '"temperature high"', PAGE),
    ...(["facets", "histogram"] as const).flatMap((what) => [
      countingKind({ what, whose: "of a station", from }, ofStation),
      countingKind({ what, whose: "of a word", from }, () => "contactor"),
      countingKind({ what, whose: "of everything", from }, () => ""),
    ]),
  ];
}

function countingKind(
  { what, whose, from }: { readonly what: string; readonly whose: string; readonly from: string },
  q: (nth: number) => string,
): Kind {
  return {
    subject: `API, ${what} ${whose}`,
    path: (nth) => `/api/${what}?q=${encodeURIComponent(q(nth))}&from=${from}`,
    isRight: ({ messages, buckets = [] }) =>
      (typeof messages === "number" && messages > 0) || buckets.some((bar) => bar.messages > 0),
  };
}

/** -1 where it is no page. */
function shown({ messages }: Answer): number {
  return typeof messages === "object" ? messages.length : -1;
}

/** One round. */
export async function askApi(
  store: RunningStore,
  record: FleetRecord,
  round: number,
): Promise<readonly Timed[]> {
  const { child, address } = await startRoleAt("console", {
    data: store.data,
    console: { address: "127.0.0.1:0" },
  });
  try {
    const timed: Timed[] = [];
    for (const kind of kindsOf(record)) {
      const taken: number[] = [];
      for (let n = 0; n < ASKED; n += 1) {
        const path = kind.path(round * ASKED + n);
        const { answer, ms } = await ask(address, path);
        if (!kind.isRight(answer)) throw new Error(`${path}: not what was put in`);
        taken.push(ms);
      }
      timed.push(timedOf(kind.subject, taken));
    }
    return [
      ...timed,
      timedOf(`API, page ${PAGES - ASKED} to ${PAGES} by cursors`, await walk(address, record)),
    ];
  } finally {
    await child.close();
  }
}

function timedOf(subject: string, taken: readonly number[]): Timed {
  return { subject, median: quantile(taken, 0.5), slowest: quantile(taken, 1) };
}

async function ask(
  address: string,
  path: string,
): Promise<{ readonly answer: Answer; readonly ms: number }> {
  const startMs = performance.now();
  const response = await fetch(`${address}${path}`);
  const answer = parseAnswer(await response.text());
  const ms = performance.now() - startMs;
  if (!response.ok) throw new Error(`${path}: ${JSON.stringify(answer)}`);
  return { answer, ms };
}

/** The console is of this version, too. */
function parseAnswer(text: string): Answer {
  return JSON.parse(text) as Answer;
}

/** From page to page, as far as a person never scrolls. */
async function walk(address: string, { from }: FleetRecord): Promise<readonly number[]> {
  const first = `/api/messages?q=action%3AMeterValues&from=${from}&limit=${PAGE}`;
  const taken: number[] = [];
  let cursor = "";
  for (let page = 0; page < PAGES; page += 1) {
    const { answer, ms } = await ask(address, `${first}&cursor=${encodeURIComponent(cursor)}`);
    if (shown(answer) !== PAGE) throw new Error(`page ${page + 1} is not full`);
    taken.push(ms);
    cursor = answer.next ?? "";
  }
  return taken.slice(-ASKED);
}
