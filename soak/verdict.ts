/**
 * Samples → whether anything grows. In: what was looked at, and which stretch of it counts: after
 * everything has warmed up, and while nobody was killed. Out: a slope per hour for each process and
 * measure, and a verdict. Pure.
 *
 * Resident memory alone says little of half an hour: the heap takes room before it needs it. So the
 * heap that is in use and what is resident beside the heap are judged. Memory in use saws between
 * two garbage collections, and is least right after one (each process is told to collect once a
 * minute): so the least of each few minutes counts.
 * The slope is the median of the slopes between all pairs of those (Theil and Sen), which a few odd
 * ones do not move.
 */
import type { ProcessSample, Sample } from "./samples.ts";

export type Stretch = { readonly fromS: number; readonly toS: number };

export type Measure = "heapMb" | "nativeMb" | "handles";

export type Growth = {
  readonly process: string;
  readonly measure: Measure;
  /** Least at the beginning and at the end of the stretch. */
  readonly from: number;
  readonly to: number;
  /** Null: too few samples, or not one process all the time. */
  readonly perHour: number | null;
  readonly boundPerHour: number;
  readonly isGrowing: boolean;
};

const SPAN_S = 180;
const SPANS_MIN = 3;

/**
 * What a slope must not pass: `floor`, or a part of what is there where that is more. At the default
 * pace (400,000 messages and 8,000 links an hour) 15 MB are 40 bytes a message, or 2 kB a link.
 */
const BOUNDS: Readonly<Record<Measure, { readonly floor: number; readonly part: number }>> = {
  heapMb: { floor: 15, part: 0.1 },
  nativeMb: { floor: 20, part: 0.1 },
  handles: { floor: 20, part: 0.02 },
};

export function growthOf(samples: readonly Sample[], stretch: Stretch): readonly Growth[] {
  const within = samples.filter(({ atS }) => atS >= stretch.fromS && atS <= stretch.toS);
  const names = [...new Set(within.flatMap(({ processes }) => [...processes.keys()]))];
  return names.flatMap((process) =>
    (["heapMb", "nativeMb", "handles"] as const)
      .filter((measure) => !isEngines(process, measure))
      .map((measure) => one(within, process, measure)),
  );
}

/** ClickHouse fills its caches, and keeps within a limit of its own. */
function isEngines(process: string, measure: Measure): boolean {
  return process === "store" && measure === "nativeMb";
}

function one(samples: readonly Sample[], process: string, measure: Measure): Growth {
  const pids = new Set(samples.map(({ processes }) => processes.get(process)?.pid));
  pids.delete(undefined);
  const spans = leastOfSpans(
    samples.flatMap((sample) => {
      const value = measured(sample, process, measure);
      return value === null ? [] : [{ atS: sample.atS, value }];
    }),
  );
  const [from, to] = [spans[0]?.value ?? Number.NaN, spans.at(-1)?.value ?? Number.NaN];
  const isOne = pids.size === 1 && spans.length >= SPANS_MIN;
  const perHour = isOne ? 3600 * slopeOf(spans) : null;
  const { floor, part } = BOUNDS[measure];
  const boundPerHour = Math.max(floor, part * from);
  const isGrowing = perHour !== null && perHour > boundPerHour;
  return { process, measure, from, to, perHour, boundPerHour, isGrowing };
}

/** A link has two handles, and links come and go: without them what stays is the process's own. */
function measured(sample: Sample, process: string, measure: Measure): number | null {
  const of: ProcessSample | undefined = sample.processes.get(process);
  const value = of?.[measure] ?? null;
  if (measure !== "handles" || process !== "relay" || value === null) return value;
  return sample.links === null ? null : value - 2 * sample.links;
}

type Point = { readonly atS: number; readonly value: number };

function leastOfSpans(points: readonly Point[]): readonly Point[] {
  const bySpan = Map.groupBy(points, ({ atS }) => Math.floor(atS / SPAN_S));
  return [...bySpan.values()].map((of) =>
    of.reduce((least, point) => (point.value < least.value ? point : least)),
  );
}

/** Per second; 0 for a single point. */
export function slopeOf(points: readonly Point[]): number {
  const slopes = points
    .flatMap((a, index) =>
      points.slice(index + 1).map((b) => (b.value - a.value) / (b.atS - a.atS)),
    )
    .toSorted((a, b) => a - b);
  const middle = slopes.length / 2;
  return ((slopes[Math.ceil(middle) - 1] ?? 0) + (slopes[Math.floor(middle)] ?? 0)) / 2;
}

export type Account = {
  /** Messages the relay saw, as it counts itself. */
  readonly relayed: number;
  /** Rows of messages, without those of plain HTTP, which no link carries. */
  readonly stored: number;
  /** Of them lost, and said so. */
  readonly gaps: number;
  /** Open when everybody has left. */
  readonly links: number;
};

/** Sentences of what is wrong; none where all is well. */
export function faultsOf(growths: readonly Growth[], account: Account): readonly string[] {
  const { relayed, stored, gaps, links } = account;
  const grown = growths
    .filter(({ isGrowing }) => isGrowing)
    .map(
      ({ process, measure, perHour, boundPerHour }) =>
        `${process}: ${measure} grows by ${perHour?.toFixed(1)} an hour, more than ${boundPerHour.toFixed(1)}`,
    );
  return [
    ...grown,
    ...(relayed === stored + gaps
      ? []
      : [`${relayed} messages relayed, but ${stored} stored and ${gaps} in gaps`]),
    ...(links === 0 ? [] : [`${links} links are open after everybody has left`]),
  ];
}
