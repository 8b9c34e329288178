/**
 * What translation adds to a round trip: 1.6 stations that are charging, on a CSMS directly and on a
 * 2.0.1 CSMS through a route that translates, everything stored before it is answered. Before a
 * number is believed, every meter value is counted at the CSMS, in order and without a hole.
 */
import { join } from "node:path";
import { type Child, startChild } from "./child.ts";
import { atMost, type BenchContext, type Figure, quantile, type Section } from "./figures.ts";
import { cpuMsOf } from "./process-figures.ts";
import type { CsmsTally, TranslatedReport, TranslatedTraffic } from "./translate-orders.ts";

const PER_SECOND = 500;
const STATIONS = 100;
const GOAL_MS = 5;

type Kind = "stored" | "asked";
type Round = {
  readonly direct: TranslatedReport;
  readonly translated: TranslatedReport;
  /** Of the relay, for one round trip. */
  readonly cpuUs: number;
};

export async function benchTranslate(context: BenchContext): Promise<Section> {
  const measured: Round[] = [];
  for (let round = 0; round < context.rounds; round += 1) {
    context.say(`translate, round ${round + 1} of ${context.rounds}`);
    measured.push(await measure(join(context.dir, `translate-${round}`), context));
  }
  const added = (kind: Kind, part: number) =>
    measured.map(
      ({ direct, translated }) => (at(translated, kind, part) - at(direct, kind, part)) / 1000,
    );
  return {
    title: "Translation",
    meaning: MEANING,
    figures: (["direct", "translated"] as const).flatMap((subject) => figuresOf(subject, measured)),
    goals: [
      atMost({
        text: `p99 added to a call that is answered once it is stored: at most ${GOAL_MS} ms`,
        ...{ values: added("stored", 0.99), bound: GOAL_MS, unit: " ms" },
      }),
      atMost({
        text: `p99 added to a call that goes to the CSMS and back: at most ${GOAL_MS} ms`,
        ...{ values: added("asked", 0.99), bound: GOAL_MS, unit: " ms" },
      }),
    ],
    remarks: [],
  };
}

const MEANING = [
  `${STATIONS} stations of 1.6, each in a transaction, send ${PER_SECOND} calls a second, evenly spaced, ` +
    "in turns meter values and an authorization. **direct**: to a CSMS that speaks 1.6. " +
    "**translated**: to the same CSMS in 2.0.1, through ocpptap as in the product, its spool and the " +
    "embedded state store on a real disk. Stations, CSMS and relay are processes of their own on " +
    "loopback, sharing the cores.",
  "**stored**: meter values, answered once they are durable (fsync, of all stations together); they " +
    "reach the CSMS after that. **asked**: an authorization, translated, answered by the CSMS and " +
    "translated back. Times count from when the call was made, and include the wait for the answer to " +
    "the station's call before. **CPU**: of the relay for one round trip, " +
    "with the event that goes to the CSMS.",
];

function at(report: TranslatedReport, kind: Kind, part: number): number {
  return quantile(report[kind], part);
}

function figuresOf(subject: "direct" | "translated", rounds: readonly Round[]): Figure[] {
  const figure = (measure: string, of: (round: Round) => number): Figure => ({
    ...{ subject, measure, values: rounds.map(of), decimals: 0 },
  });
  return [
    ...(["stored", "asked"] as const).flatMap((kind) => [
      figure(`${kind}, p50, µs`, (round) => at(round[subject], kind, 0.5)),
      figure(`${kind}, p99, µs`, (round) => at(round[subject], kind, 0.99)),
    ]),
    ...(subject === "direct" ? [] : [figure("CPU, µs/rt", ({ cpuUs }) => cpuUs)]),
  ];
}

async function measure(data: string, { isQuick }: BenchContext): Promise<Round> {
  const pace = { stations: STATIONS, perSecond: PER_SECOND };
  const times = isQuick ? { warmMs: 500, ms: 2_000 } : { warmMs: 5_000, ms: 20_000 };
  return await withChildren(data, async ({ csms, relay, load }) => {
    const run = async (port: number, path: string) => {
      const traffic: TranslatedTraffic = {
        url: `ws://127.0.0.1:${port}/${path}`,
        ...pace,
        ...times,
      };
      return await load.ask<TranslatedReport>("run", traffic);
    };
    const direct = await run(await csms.ask<number>("port"), "csms");
    const cpuMs = cpuMsOf(relay.pid);
    const translated = await run(await relay.ask<number>("port"), "ocpp");
    const cpuUs = (1000 * (cpuMsOf(relay.pid) - cpuMs)) / (2 * translated.meterValues);
    await assertArrived(csms, STATIONS + translated.meterValues);
    return { direct, translated, cpuUs };
  });
}

type Children = { readonly csms: Child; readonly relay: Child; readonly load: Child };

async function withChildren<Result>(
  data: string,
  use: (children: Children) => Promise<Result>,
): Promise<Result> {
  const started: Child[] = [];
  const start = async (file: string, ...args: string[]) => {
    const child = await startChild(file, { args });
    started.push(child);
    return child;
  };
  try {
    const csms = await start("./translate-csms-process.ts");
    const relay = await start("./translate-relay-process.ts", String(await csms.ask("port")), data);
    const load = await start("./translate-load-process.ts");
    return await use({ csms, relay, load });
  } finally {
    for (const child of started.reverse()) await child.close();
  }
}

/** What was acknowledged is on its way: it arrives within a moment, or it is lost. */
async function assertArrived(csms: Child, events: number): Promise<void> {
  const endMs = performance.now() + 10_000;
  for (;;) {
    const tally = await csms.ask<CsmsTally>("tally");
    if (tally.faults > 0) throw new Error(`${tally.faults} events came out of order`);
    if (tally.events === events) return;
    if (performance.now() > endMs || tally.events > events) {
      throw new Error(`the CSMS has ${tally.events} events, which should be ${events}`);
    }
  }
}
