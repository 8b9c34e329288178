/** A run → its figures as CSV, its curve and a short page. Pure. */
import { type Chart, drawChart, type Line } from "./chart.ts";
import type { ProcessSample, Sample } from "./samples.ts";
import { type Account, faultsOf, type Growth, growthOf, type Stretch } from "./verdict.ts";

export type Run = {
  readonly stations: number;
  readonly minutes: number;
  readonly samples: readonly Sample[];
  readonly stretch: Stretch;
  /** When the recorder was killed. Unit: s since the beginning. */
  readonly killsS: readonly number[];
  readonly account: Account;
  readonly hostile: number;
  /** Links that came and went, as the relay counts them. */
  readonly linksOpened: number;
  readonly refused: number;
  /** On what, one line each. */
  readonly machine: readonly string[];
};

export type Report = {
  readonly csv: string;
  readonly svg: string;
  readonly markdown: string;
  readonly faults: readonly string[];
};

const WHOLE = ["links", "relayed", "stored", "gaps", "lagS"] as const;
const OF_PROCESS = ["rssMb", "heapMb", "nativeMb", "handles", "loopMs", "cpuMs"] as const;

export function reportOf(run: Run): Report {
  const growths = growthOf(run.samples, run.stretch);
  const faults = faultsOf(growths, run.account);
  return {
    csv: csvOf(run.samples),
    svg: drawChart(chartOf(run)),
    markdown: markdownOf(run, growths, faults),
    faults,
  };
}

function namesOf(samples: readonly Sample[]): readonly string[] {
  return [...new Set(samples.flatMap(({ processes }) => [...processes.keys()]))].toSorted();
}

export function csvOf(samples: readonly Sample[]): string {
  const names = namesOf(samples);
  const number = (value: number | null | undefined) =>
    value === null || value === undefined ? "" : String(Math.round(value * 1000) / 1000);
  const head = ["atS", ...WHOLE, ...names.flatMap((n) => OF_PROCESS.map((of) => `${n} ${of}`))];
  const rows = samples.map((sample) => [
    number(sample.atS),
    ...WHOLE.map((of) => number(sample[of])),
    ...names.flatMap((n) => OF_PROCESS.map((of) => number(sample.processes.get(n)?.[of]))),
  ]);
  return [head, ...rows].map((cells) => `${cells.join(",")}\n`).join("");
}

function chartOf({ samples, stations, minutes, stretch, killsS }: Run): Chart {
  const names = namesOf(samples);
  const each = (of: keyof ProcessSample): readonly Line[] =>
    names
      .map((name) => ({
        name,
        values: samples.map(({ processes }) => processes.get(name)?.[of] ?? null),
      }))
      .filter(({ values }) => values.some((value) => value !== null));
  const whole = (name: string, of: "links" | "lagS"): Line => ({
    name,
    values: samples.map((sample) => sample[of]),
  });
  return {
    title: `${stations} stations, ${minutes} minutes; red: kill -9 of the recorder`,
    minutes: samples.map(({ atS }) => atS / 60),
    marks: killsS.map((s) => s / 60),
    stretch: [stretch.fromS / 60, stretch.toS / 60],
    panels: [
      { title: "Resident memory, MB", lines: each("rssMb") },
      { title: "JavaScript heap in use, MB", lines: each("heapMb") },
      { title: "Handles", lines: each("handles") },
      { title: "Links open", lines: [whole("links", "links")] },
      { title: "The record's lag, s", lines: [whole("recorder", "lagS")] },
    ],
  };
}

function markdownOf(run: Run, growths: readonly Growth[], faults: readonly string[]): string {
  const { account, samples, stretch } = run;
  const whole = (value: number) => Math.round(value).toLocaleString("en");
  const verdict =
    faults.length === 0
      ? "**Nothing grows, nothing is lost.**"
      : faults.map((fault) => `**${fault}.**`).join(" ");
  return [
    run.machine.join(" · "),
    "",
    `${verdict} ${whole(run.stations)} stations for ${run.minutes} minutes: ${whole(run.linksOpened)} links ` +
      `opened, ${whole(run.refused)} handshakes refused, ${whole(run.hostile)} hostile peers, the recorder ` +
      `killed ${run.killsS.length} times. ${whole(account.relayed)} messages relayed = ` +
      `${whole(account.stored)} stored + ${whole(account.gaps)} in gaps. The record's lag: at most ` +
      `${mostOf(samples, ({ lagS }) => lagS).toFixed(1)} s.`,
    "",
    `Slopes (of the least of each 3 minutes, per hour) are of the minutes ${Math.round(stretch.fromS / 60)} to ${Math.round(stretch.toS / 60)}, in which nobody was killed.`,
    "",
    ...tableOf(run, growths),
    "",
  ].join("\n");
}

function tableOf({ samples, stretch }: Run, growths: readonly Growth[]): readonly string[] {
  const within = samples.filter(({ atS }) => atS >= stretch.fromS && atS <= stretch.toS);
  const cell = (process: string, measure: Growth["measure"]) => {
    const growth = growths.find((each) => each.process === process && each.measure === measure);
    if (growth === undefined || Number.isNaN(growth.from)) return "";
    const { from, to, perHour } = growth;
    const slope = perHour === null ? "" : ` (${perHour >= 0 ? "+" : ""}${perHour.toFixed(1)}/h)`;
    return `${from.toFixed(0)} → ${to.toFixed(0)}${slope}`;
  };
  const rows = namesOf(samples).map((name) => {
    const loop = mostOf(within, ({ processes }) => processes.get(name)?.loopMs ?? null);
    return [
      ...[name, residentOf(within, name)],
      ...(["heapMb", "nativeMb", "handles"] as const).map((measure) => cell(name, measure)),
      ...[Number.isFinite(loop) ? loop.toFixed(0) : "", coresOf(within, name)],
    ];
  });
  const head = [
    "",
    "memory, MB",
    "heap in use, MB",
    "beside the heap, MB",
    "handles",
    "loop held up at most, ms",
    "cores",
  ];
  return [head, head.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`);
}

function mostOf(samples: readonly Sample[], of: (sample: Sample) => number | null): number {
  return Math.max(...samples.map(of).filter((value) => value !== null));
}

function residentOf(samples: readonly Sample[], name: string): string {
  const known = samples.flatMap(({ processes }) => processes.get(name)?.rssMb ?? []);
  return known.length === 0 ? "" : `${known[0]?.toFixed(0)} → ${known.at(-1)?.toFixed(0)}`;
}

function coresOf(samples: readonly Sample[], name: string): string {
  const [first, last] = [samples[0], samples.at(-1)];
  const [from, to] = [first?.processes.get(name), last?.processes.get(name)];
  if (from === undefined || to === undefined || from.pid !== to.pid) return "";
  return ((to.cpuMs - from.cpuMs) / 1000 / ((last?.atS ?? 0) - (first?.atS ?? 0))).toFixed(2);
}
