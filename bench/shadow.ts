/**
 * What a shadow costs the link that it rehearses: 1.6 stations on their CSMS through a transparent
 * route, alone and beside shadows whose CSMS works, is dead, silent, or floods. Before a number is
 * believed, every call was answered, and the shadow had dialled.
 */
import { join } from "node:path";
import { type Child, startChild } from "./child.ts";
import {
  atMost,
  type BenchContext,
  type Figure,
  quantile,
  ratios,
  type Section,
} from "./figures.ts";
import { cpuMsOf } from "./process-figures.ts";
import type { RoleOrder } from "./role-process.ts";
import type { TranslatedReport, TranslatedTraffic } from "./translate-orders.ts";

const PER_SECOND = 500;
const STATIONS = 100;
/** A port that nobody listens on. */
const NOBODY = 1;
/** Of two figures of this machine without a shadow, one is so much higher than the other. */
const NOISE = 1.5;

/** What the other CSMS does; null for no shadow. */
const SUBJECTS = [
  { name: "no shadow", mood: null },
  { name: "its CSMS works", mood: "works" },
  { name: "its CSMS is dead", mood: "dead" },
  { name: "its CSMS never answers", mood: "silent" },
  { name: "its CSMS floods it with calls", mood: "flood" },
] as const;
type Mood = (typeof SUBJECTS)[number]["mood"];

/** Unit: µs. */
type Measured = { readonly p50: number; readonly p99: number; readonly relayCpu: number };

export async function benchShadow(context: BenchContext): Promise<Section> {
  const measured = new Map<Mood, Measured[]>(SUBJECTS.map(({ mood }) => [mood, []]));
  for (let round = 0; round < context.rounds; round += 1) {
    for (const { name, mood } of SUBJECTS) {
      context.say(`shadow, round ${round + 1} of ${context.rounds}: ${name}`);
      const found = await measure(join(context.dir, `shadow-${round}-${mood}`), mood, context);
      context.say(`  p50 ${found.p50.toFixed(0)} µs, p99 ${found.p99.toFixed(0)} µs`);
      measured.get(mood)?.push(found);
    }
  }
  const p99Of = (mood: Mood) => (measured.get(mood) ?? []).map(({ p99 }) => p99);
  return {
    title: "A shadow beside the link",
    meaning: MEANING,
    figures: SUBJECTS.flatMap(({ name, mood }) => figuresOf(name, measured.get(mood) ?? [])),
    goals: SUBJECTS.filter(({ mood }) => mood !== null && mood !== "works").map(({ name, mood }) =>
      atMost({
        text: `p99 where ${name}: within the noise, ${NOISE} × of no shadow`,
        ...{ values: ratios(p99Of(mood), p99Of(null)), bound: NOISE, unit: " ×" },
      }),
    ),
    remarks: [],
  };
}

const MEANING = [
  `${STATIONS} stations of 1.6 send ${PER_SECOND} calls a second through a route that relays bytes ` +
    "untouched, as in the section about translation. Beside it the shadows' process plays all of it, " +
    "translated, to another CSMS: it reads the spool, and the relay does not know of it. Stations, both " +
    "CSMSs, relay and shadows share the cores: what the other CSMS makes the shadows do is CPU that the " +
    "link has not. **CPU**: of the relay for one round trip.",
];

function figuresOf(subject: string, measured: readonly Measured[]): Figure[] {
  const figure = (measure: string, of: (one: Measured) => number): Figure => ({
    ...{ subject, measure, values: measured.map(of), decimals: 0 },
  });
  return [
    figure("p50, µs", ({ p50 }) => p50),
    figure("p99, µs", ({ p99 }) => p99),
    figure("CPU, µs/rt", ({ relayCpu }) => relayCpu),
  ];
}

async function measure(data: string, mood: Mood, { isQuick }: BenchContext): Promise<Measured> {
  const started: Child[] = [];
  const start = async (file: string, ...args: string[]) => {
    const child = await startChild(file, { args });
    started.push(child);
    return child;
  };
  try {
    const csms = await start("./translate-csms-process.ts");
    const port = await csms.ask<number>("port");
    const other =
      mood === "silent" || mood === "flood" ? await start("./shadow-csms-process.ts", mood) : null;
    const otherPort = mood === "dead" ? NOBODY : await (other ?? csms).ask<number>("port");
    const config = configOf({ port, otherPort, hasShadow: mood !== null });
    const relay = await start("./relay-process.ts", "-", data, JSON.stringify(config));
    if (mood !== null) {
      const shadow = await start("./role-process.ts");
      await shadow.ask("start", {
        role: "shadow",
        config: { data, ...config },
      } satisfies RoleOrder);
    }
    const load = await start("./translate-load-process.ts");
    const traffic: TranslatedTraffic = {
      url: `ws://127.0.0.1:${await relay.ask<number>("port")}/ocpp`,
      ...{ stations: STATIONS, perSecond: PER_SECOND },
      ...(isQuick ? { warmMs: 500, ms: 2_000 } : { warmMs: 5_000, ms: 15_000 }),
    };
    const cpuMs = cpuMsOf(relay.pid);
    const report = await load.ask<TranslatedReport>("run", traffic);
    const relayCpu = (1000 * (cpuMsOf(relay.pid) - cpuMs)) / (2 * report.meterValues);
    if (other !== null && (await other.ask<number>("connections")) === 0) {
      throw new Error("the shadow has not dialled");
    }
    const all = [...report.stored, ...report.asked];
    return { p50: quantile(all, 0.5), p99: quantile(all, 0.99), relayCpu };
  } finally {
    for (const child of started.reverse()) await child.close();
  }
}

type World = {
  readonly port: number;
  readonly otherPort: number;
  readonly hasShadow: boolean;
};

function configOf({ port, otherPort, hasShadow }: World) {
  const match = "/ocpp/{station}";
  const translate = { station: "1.6", csms: "2.0.1" };
  const shadow = { match, upstream: `ws://127.0.0.1:${otherPort}/csms`, translate };
  return {
    routes: [{ match, upstream: `ws://127.0.0.1:${port}/csms` }],
    shadows: hasShadow ? [shadow] : [],
  };
}
