/**
 * What recording costs: rows into the engine, the recorder alone, and relay, recorder and engine
 * together. Before a number is believed, every row is counted in the engine.
 */
import { join } from "node:path";
import { limits } from "../src/base/limits.ts";
import { freeze } from "../src/store/encode.ts";
import type { FrozenInsert, MessageRow } from "../src/store/rows.ts";
import { startChild } from "./child.ts";
import { atLeast, type BenchContext, type Figure, type Section } from "./figures.ts";
import type { TimedReport, TimedTraffic } from "./load-orders.ts";
import { makeRows } from "./message-rows.ts";
import { recordingRules } from "./plain-recorder.ts";
import { cpuMsOf } from "./process-figures.ts";
import {
  DiskStalled,
  type RunningStore,
  startStore,
  untilAtRest,
  untilMessages,
} from "./recording.ts";
import { fillSpool } from "./spool-fill.ts";

const BATCH_ROWS = limits.batchRowsMax;
const LINKS = 100;
const MANY_LINKS = 2_000;
/** Not counted: what a process compiles, it compiles once, and it runs for months. */
const WARM_MS = 5_000;
const ATTEMPTS_MAX = 3;

const SUBJECTS = {
  engine: `inserts of ${BATCH_ROWS.toLocaleString("en")} rows`,
  recorder: "recorder",
  recording: "relay + recorder + engine, recording only",
  whole: "relay + recorder + engine",
  many: `relay + recorder + engine, ${MANY_LINKS.toLocaleString("en")} stations`,
} as const;

const PER_CPU = "rows or messages per CPU-second";
const PER_SECOND = "a second";

type Measured = { readonly perCpuSecond: number; readonly perSecond: number };
type Whole = Measured & { readonly parts: string };

type Results = {
  readonly engine: Measured[];
  readonly recorder: Measured[];
  readonly recording: Whole[];
  readonly whole: Whole[];
  readonly many: Whole[];
  readonly stalls: string[];
};

export async function benchRecord(context: BenchContext): Promise<Section> {
  const results = { engine: [], recorder: [], recording: [], whole: [], many: [], stalls: [] };
  for (let round = 0; round < context.rounds; round += 1) {
    await measureRound(round, context, results);
  }
  return sectionOf(results);
}

async function measureRound(round: number, context: BenchContext, results: Results): Promise<void> {
  const measure = async <Result extends Measured>(
    name: string,
    once: (store: RunningStore) => Promise<Result>,
  ): Promise<Result> => {
    const what = `round ${round + 1}, ${name}`;
    context.say(`record, ${what}`);
    const dir = join(context.dir, `record-${round}-${name.replace(/\W+/g, "-")}`);
    const onStall = (stall: string) => results.stalls.push(`${what}: ${stall}`);
    const found = await unlessStalled(dir, once, onStall);
    context.say(`  ${Math.round(found.perCpuSecond)} per CPU-second`);
    return found;
  };
  const traffic = (rules: "recording" | "all", links: number) => (store: RunningStore) =>
    recordTraffic(store, context, { rules, links });
  const { engine, recorder, recording, whole, many } = results;
  engine.push(await measure("into the engine", (store) => insertRows(store, context)));
  recorder.push(await measure("the recorder", (store) => recordSpool(store, context)));
  recording.push(await measure("all together, recording only", traffic("recording", LINKS)));
  whole.push(await measure("all together", traffic("all", LINKS)));
  many.push(await measure(`all together, ${MANY_LINKS} stations`, traffic("all", MANY_LINKS)));
}

function sectionOf({ engine, recorder, recording, whole, many, stalls }: Results): Section {
  return {
    title: "Recording",
    meaning: MEANING,
    figures: [
      ...figuresOf(SUBJECTS.engine, engine),
      ...figuresOf(SUBJECTS.recorder, recorder),
      ...figuresOf(SUBJECTS.recording, recording),
      ...figuresOf(SUBJECTS.whole, whole),
      ...figuresOf(SUBJECTS.many, many),
    ],
    goals: [
      atLeast({
        text: "end to end, recording only: at least 15,000 messages per CPU-second",
        values: recording.map(({ perCpuSecond }) => perCpuSecond),
        bound: 15_000,
        decimals: 0,
      }),
      atLeast({
        text: "end to end, everything on: at least 15,000 messages per CPU-second",
        values: whole.map(({ perCpuSecond }) => perCpuSecond),
        bound: 15_000,
        decimals: 0,
      }),
      atLeast({
        text: "the recorder with everything on: at least 8,000 messages per CPU-second",
        values: recorder.map(({ perCpuSecond }) => perCpuSecond),
        bound: 8_000,
        decimals: 0,
      }),
    ],
    remarks: [
      ...recording.map(({ parts }, round) => `Round ${round + 1}, recording only: ${parts}.`),
      ...whole.map(({ parts }, round) => `Round ${round + 1}, everything on: ${parts}.`),
      ...many.map(({ parts }, round) => `Round ${round + 1}, ${MANY_LINKS} stations: ${parts}.`),
      ...stalls.map((stall) => `Measured again, ${stall}.`),
    ],
  };
}

const MEANING = [
  `**${SUBJECTS.engine}**: message rows of 2,000 stations, encoded beforehand, sent one batch ` +
    "after the other as the recorder sends them: each is on the disk before it is acknowledged. CPU is " +
    "the engine's, until its merges are done.",
  `**${SUBJECTS.recorder}**: a spool that a relay has left is read, parsed, paired, inspected by ` +
    "all rules and shipped. CPU is the recorder's alone; the engine works beside it.",
  `**${SUBJECTS.whole}**: ${LINKS} stations send one call after the other through the relay to a CSMS ` +
    `that answers at once. After ${WARM_MS / 1000} s that do not count, because a process compiles ` +
    "its code once, CPU is that of all three processes, from the first call until every " +
    "message is in the engine and its merges are done. Calls and answers are messages; their mean " +
    "size is 0.7 kB.",
  `**${SUBJECTS.recording}**: the same with the ${recordingRules.length} rules that say what became of ` +
    "a call or a link, and none that judges a payload: what recording costs without explaining.",
  `**${SUBJECTS.many}**: everything on, and each station says twenty times less: what the recorder ` +
    "keeps of a link is written once a batch for each link that said something.",
];

function figuresOf(subject: string, measured: readonly Measured[]): Figure[] {
  const figure = (measure: string, numberOf: (one: Measured) => number): Figure => ({
    subject,
    measure,
    values: measured.map(numberOf),
    decimals: 0,
  });
  return [
    figure(PER_CPU, ({ perCpuSecond }) => perCpuSecond),
    figure(PER_SECOND, ({ perSecond }) => perSecond),
  ];
}

/** A disk that stands still ends a measurement, not the benchmark: it is made again, and told. */
async function unlessStalled<Result>(
  dir: string,
  measure: (store: RunningStore) => Promise<Result>,
  onStall: (stall: string) => void,
): Promise<Result> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await withStore(`${dir}-${attempt}`, measure);
    } catch (thrown) {
      if (!(thrown instanceof DiskStalled) || attempt === ATTEMPTS_MAX) throw thrown;
      onStall(thrown.message);
    }
  }
}

async function withStore<Result>(
  data: string,
  measure: (store: RunningStore) => Promise<Result>,
): Promise<Result> {
  const store = await startStore(data);
  try {
    return await measure(store);
  } finally {
    await store.close();
  }
}

async function insertRows(store: RunningStore, context: BenchContext): Promise<Measured> {
  const batches = freezeBatches(context.isQuick ? 1 : 10);
  const rows = batches.length * BATCH_ROWS;
  const { pid } = store.engine;
  await untilAtRest([pid]);
  const cpuMs = cpuMsOf(pid);
  const startMs = performance.now();
  for (const batch of batches) await store.writer.insert(batch);
  const seconds = (performance.now() - startMs) / 1000;
  await untilMessages(store.reader, rows);
  await untilAtRest([pid]);
  return { perSecond: rows / seconds, perCpuSecond: (1000 * rows) / (cpuMsOf(pid) - cpuMs) };
}

function freezeBatches(count: number): readonly FrozenInsert[] {
  const toUs = Date.now() * 1000;
  const rows = makeRows({
    stations: 2_000,
    rows: count * BATCH_ROWS,
    fromUs: toUs - count * 1_000_000,
    toUs,
  });
  const batches: FrozenInsert[] = [];
  let messages: MessageRow[] = [];
  for (const row of rows) {
    messages.push(row);
    if (messages.length < BATCH_ROWS) continue;
    const token = `bench:${batches.length}`;
    batches.push(
      ...freeze({ messages, links: [], findings: [], gaps: [], transactions: [] }, token),
    );
    messages = [];
  }
  return batches;
}

async function recordSpool(store: RunningStore, context: BenchContext): Promise<Measured> {
  const messages = context.isQuick ? 40_000 : 400_000;
  await fillSpool(store.data, { messages, links: 200 });
  await untilAtRest([store.engine.pid]);
  const recorder = await startChild("role-process.ts");
  try {
    const cpuMs = cpuMsOf(recorder.pid);
    const startMs = performance.now();
    await recorder.ask("start", { role: "recorder", config: { data: store.data } });
    await untilMessages(store.reader, messages);
    const seconds = (performance.now() - startMs) / 1000;
    const usedMs = cpuMsOf(recorder.pid) - cpuMs;
    return { perSecond: messages / seconds, perCpuSecond: (1000 * messages) / usedMs };
  } finally {
    await recorder.close();
  }
}

async function recordTraffic(
  store: RunningStore,
  context: BenchContext,
  { rules, links }: { readonly rules: "recording" | "all"; readonly links: number },
): Promise<Whole> {
  const csms = await startChild("answerer.ts");
  const port = await csms.ask<number>("port");
  const config = {
    data: store.data,
    listen: [{ address: "127.0.0.1:0" }],
    upstream: `ws://127.0.0.1:${port}/csms`,
  };
  const recorder = await startChild("role-process.ts");
  if (rules === "all") await recorder.ask("start", { role: "recorder", config });
  else await recorder.ask("startPlainRecorder", config);
  const relay = await startChild("role-process.ts");
  const address = await relay.ask<string>("start", { role: "relay", config });
  const load = await startChild("load.ts");
  try {
    const pids = { relay: relay.pid, recorder: recorder.pid, engine: store.engine.pid };
    const run = async (ms: number) => {
      const traffic: TimedTraffic = {
        port: Number(new URL(address).port),
        ...{ links, warmMs: 1_000, ms, proxyPid: relay.pid },
        ownPids: [csms.pid, ...Object.values(pids)],
      };
      return (await load.ask<TimedReport>("runSessions", traffic)).roundTrips;
    };
    const warm = await run(context.isQuick ? 500 : WARM_MS);
    await untilMessages(store.reader, 2 * warm);
    await untilAtRest(Object.values(pids));
    const cpuMs = () => Object.values(pids).map(cpuMsOf);
    const before = cpuMs();
    const startMs = performance.now();
    const roundTrips = await run(context.isQuick ? 2_000 : 15_000);
    await untilMessages(store.reader, 2 * (warm + roundTrips));
    const seconds = (performance.now() - startMs) / 1000;
    await untilAtRest(Object.values(pids));
    const used = cpuMs().map((ms, i) => ms - (before[i] ?? 0));
    const usedMs = used.reduce((sum, ms) => sum + ms, 0);
    const messages = 2 * roundTrips;
    const perMessage = used.map((ms) => ((1000 * ms) / messages).toFixed(1));
    return {
      perSecond: messages / seconds,
      perCpuSecond: (1000 * messages) / usedMs,
      parts:
        `${messages} messages; CPU of a message in µs: relay ${perMessage[0]}, ` +
        `recorder ${perMessage[1]}, engine ${perMessage[2]}`,
    };
  } finally {
    await load.close();
    await relay.close();
    await recorder.close();
    await csms.close();
  }
}
