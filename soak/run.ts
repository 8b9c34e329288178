/**
 * `npm run soak`: `ocpptap serve` under a simulated fleet that comes and goes and misbehaves, for as
 * long as wanted, looked at every few seconds. Ends with a figure for what grows and an account of
 * every message. Told to end, it reports what there is so far. Exit code 1: something grows, or
 * something is missing. Options:
 *
 *     --minutes N      how long, 30 where nothing is said
 *     --stations N     how many, 2000 where nothing is said
 *     --rate N         meter values a second of all of them, 10 where nothing is said
 *     --every SECONDS  between two looks, 5 where nothing is said
 *     --out DIR        where soak.csv, soak.svg and soak.md are put; a new temporary directory
 */
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { parseArgs } from "node:util";
import { type Child, startChild } from "../bench/child.ts";
import { type Served, serve } from "../bench/fleet-serve.ts";
import { describeMachine } from "../bench/machine.ts";
import { problemOf } from "../src/base/errors.ts";
import { askStatus } from "../src/observe/status.ts";
import { type HostilePeers, startHostilePeers } from "./hostile.ts";
import type { FleetCounts, FleetOrder } from "./orders.ts";
import { type Run, reportOf } from "./report.ts";
import { type Sample, sumOf, takeSample } from "./samples.ts";
import type { Account, Stretch } from "./verdict.ts";

const TRANSLATED_SHARE = 0.05;
const DIALS_PER_SECOND = 40;
/** Parts of the run: until then everything warms up and the recorder is killed; again at the end. */
const WARM_PART = 0.35;
const CALM_PART = 0.92;
const KILL_PARTS = [0.1, 0.2, 0.3, 0.93];
/** Between two collections of garbage in all processes, just before a look: once in each span. */
const COLLECT_MS = 60_000;
/** So long a collection may take. */
const COLLECTED_MS = 1_000;
/** Longest wait for the last rows. */
const REST_MS_MAX = 60_000;

type Options = {
  readonly minutes: number;
  readonly stations: number;
  readonly rate: number;
  readonly everyMs: number;
  readonly out: string | null;
};

const ending = new AbortController();
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => ending.abort());

const say = (line: string) => void process.stderr.write(`${line}\n`);

function parseOptions(): Options {
  const { values } = parseArgs({
    options: {
      minutes: { type: "string", default: "30" },
      stations: { type: "string", default: "2000" },
      rate: { type: "string", default: "10" },
      every: { type: "string", default: "5" },
      out: { type: "string" },
    },
  });
  const number = (name: "minutes" | "stations" | "rate" | "every") => {
    const value = Number(values[name]);
    if (value > 0) return value;
    throw new Error(`--${name} takes a number above 0, not ${values[name]}`);
  };
  return {
    ...{ minutes: number("minutes"), stations: number("stations"), rate: number("rate") },
    ...{ everyMs: 1000 * number("every"), out: values.out ?? null },
  };
}

async function run(): Promise<void> {
  const options = parseOptions();
  const dir = await mkdtemp(join(tmpdir(), "ocpptap-soak-"));
  const out = options.out ?? dir;
  await mkdir(out, { recursive: true });
  const data = join(dir, "data");
  const fleet = await startChild("../soak/fleet-process.ts");
  let served: Served | null = null;
  try {
    const csms = `ws://127.0.0.1:${await fleet.ask<number>("csmsPort")}/ocpp/{station}`;
    const translate = { station: "1.6", csms: "2.0.1" };
    const routes = [
      { match: "/ocpp/{station}", upstream: csms },
      { match: "/t/{station}", upstream: csms, mode: "translate" as const, translate },
    ];
    const collect = new URL("./collect.ts", import.meta.url);
    const nodeOptions = `--expose-gc --import ${collect.href}`;
    served = await serve({ data, routes, workers: 1, nodeOptions });
    const report = reportOf(await soak(options, { served, fleet, dir }));
    await writeFile(join(out, "soak.csv"), report.csv);
    await writeFile(join(out, "soak.svg"), report.svg);
    await writeFile(join(out, "soak.md"), report.markdown);
    process.stdout.write(report.markdown);
    say(`written: soak.csv, soak.svg, soak.md in ${out}`);
    if (report.faults.length > 0) process.exitCode = 1;
  } finally {
    await fleet.close();
    await served?.close();
    await rm(options.out === null ? data : dir, { recursive: true, force: true });
  }
}

type World = { readonly served: Served; readonly fleet: Child; readonly dir: string };

async function soak(options: Options, { served, fleet, dir }: World): Promise<Run> {
  const { stations, rate, minutes, everyMs } = options;
  const url = `ws://127.0.0.1:${served.port}`;
  const order: FleetOrder = {
    ...{ url, stations, rate, translatedShare: TRANSLATED_SHARE },
    dialsPerSecond: DIALS_PER_SECOND,
  };
  await fleet.ask("start", order);
  const hostile = startHostilePeers(served.port);
  const { samples, killsS } = await look(options, served);
  const came = hostile.count();
  const account = await settle({ served, fleet, hostile });
  const metrics = await relayMetrics(served);
  return {
    ...{ stations, minutes, samples, killsS, account, hostile: came },
    stretch: stretchOf(minutes),
    linksOpened: sumOf(metrics, "ocpptap_links_opened_total") ?? 0,
    refused: sumOf(metrics, "ocpptap_links_refused_total") ?? 0,
    machine: [...(await describeMachine(dir)), `looked at every ${everyMs / 1000} s`],
  };
}

function stretchOf(minutes: number): Stretch {
  return { fromS: 60 * minutes * WARM_PART, toS: 60 * minutes * CALM_PART };
}

async function look({ minutes, everyMs }: Options, served: Served) {
  const beganMs = performance.now();
  const endMs = beganMs + 60_000 * minutes;
  const kills = KILL_PARTS.map((part) => beganMs + part * (endMs - beganMs));
  const samples: Sample[] = [];
  const killsS: number[] = [];
  let toldMs = 0;
  let collectedMs = 0;
  while (performance.now() < endMs && !ending.signal.aborted) {
    await pause(everyMs, null, { signal: ending.signal }).catch(() => null);
    if (performance.now() > (kills[0] ?? Number.POSITIVE_INFINITY)) {
      kills.shift();
      const pid = served.processes().get("recorder");
      if (pid !== undefined) process.kill(pid, "SIGKILL");
      killsS.push((performance.now() - beganMs) / 1000);
    }
    if (performance.now() - collectedMs > COLLECT_MS) {
      collectedMs = performance.now();
      collect(samples.at(-1));
      await pause(COLLECTED_MS);
    }
    const sample = await takeSample(served, beganMs);
    samples.push(sample);
    if (performance.now() - toldMs < 60_000) continue;
    toldMs = performance.now();
    say(lineOf(sample));
  }
  return { samples, killsS };
}

/** Only those that answered the last look: one that is just starting would end of the signal. */
function collect(last: Sample | undefined): void {
  for (const { pid, heapMb } of last?.processes.values() ?? []) {
    try {
      if (heapMb !== null) process.kill(pid, "SIGUSR2");
    } catch (thrown) {
      // It has ended meanwhile.
      if (!/ESRCH/.test(String(thrown))) throw thrown;
    }
  }
}

function lineOf({ atS, processes, links, relayed, stored, gaps, lagS }: Sample): string {
  const memory = [...processes].map(([name, { rssMb }]) => `${name} ${rssMb.toFixed(0)}`);
  return `${(atS / 60).toFixed(1)} min: ${links} links, relayed ${relayed}, stored ${stored}, gaps ${gaps}, lag ${lagS?.toFixed(1)} s; MB: ${memory.join(", ")}`;
}

type Ending = {
  readonly served: Served;
  readonly fleet: Child;
  readonly hostile: HostilePeers;
};

/** Everybody leaves; then nothing is under way, and what was relayed can be compared. */
async function settle({ served, fleet, hostile }: Ending): Promise<Account> {
  hostile.stop();
  const { messages } = await fleet.ask<FleetCounts>("stop");
  say(`the stations sent and got ${messages} messages`);
  const endMs = performance.now() + REST_MS_MAX;
  for (;;) {
    const { links, relayed, gaps } = await takeSample(served, 0);
    const stored = await storedOfLinks(served);
    const account = { relayed: relayed ?? 0, stored, gaps: gaps ?? 0 };
    const isSettled = links === 0 && account.relayed === account.stored + account.gaps;
    if (isSettled || performance.now() > endMs) return { ...account, links: links ?? -1 };
    await pause(1_000);
  }
}

/** The relay counts messages of links; a request over plain HTTP is counted as such. */
async function storedOfLinks({ reader }: Served): Promise<number> {
  const [row] = await reader.query<{ n: string }>(
    "SELECT count() AS n FROM messages WHERE link_id NOT IN " +
      "(SELECT link_id FROM links WHERE transport IN ('soap', 'http'))",
  );
  return Number(row?.n);
}

async function relayMetrics({ runDir }: Served): Promise<string> {
  const answer = await askStatus(runDir, "relay", "/metrics");
  return answer.kind === "answer" ? answer.body : "";
}

run().catch((thrown: unknown) => {
  say(`soak: ${problemOf(thrown)}`);
  process.exitCode = 1;
});
