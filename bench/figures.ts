/**
 * What a benchmark returns, and the little arithmetic it needs. A benchmark is one function: it gets
 * a context, asserts that what it is about to time is correct, times it, and returns a section of the
 * report. It throws where something is wrong: then nothing is written.
 *
 * Rounds are interleaved by the benchmark (all subjects once, then all again), so that what the
 * machine does beside hits all of them; ratios are taken within a round.
 */

export type BenchContext = {
  /** One short round: shows that it works, proves nothing. */
  readonly isQuick: boolean;
  readonly rounds: number;
  /** For files of this run, on a disk; removed afterwards. */
  readonly dir: string;
  /** Progress, one line. */
  readonly say: (line: string) => void;
};

/** One number of one subject, measured once a round. */
export type Figure = {
  /** The row: what was measured, e.g. `ocpptap`. */
  readonly subject: string;
  /** The column: what the number is, with its unit, e.g. `CPU, µs/rt`. */
  readonly measure: string;
  readonly values: readonly number[];
  /** Decimals shown; 1 where nothing is said. */
  readonly decimals?: number;
};

/** A column of a table, and what it is of the things that are measured. */
export type Column<Measured extends string> = {
  readonly measure: Measured;
  readonly head: string;
  readonly decimals: number;
};

/** A row for each subject; what was not measured of it has no values. */
export function figuresOf<Subject extends { readonly name: string }, Measured extends string>(
  subjects: readonly Subject[],
  columns: readonly Column<Measured>[],
  valuesOf: (subject: Subject, measure: Measured) => readonly number[],
): readonly Figure[] {
  return subjects.flatMap((subject) =>
    columns.map(({ measure, head, decimals }) => ({
      ...{ subject: subject.name, measure: head, decimals },
      values: valuesOf(subject, measure),
    })),
  );
}

export type Goal = {
  readonly text: string;
  /** What was reached, with its spread. */
  readonly actual: string;
  /** Null: could not be measured here, or the rounds disagree. */
  readonly isMet: boolean | null;
};

export type Section = {
  /** `Relay`: the heading. */
  readonly title: string;
  /** How it was measured and what each measure means: paragraphs. */
  readonly meaning: readonly string[];
  readonly figures: readonly Figure[];
  readonly goals: readonly Goal[];
  /** What could not be measured, what was odd, how noisy it was: one sentence each. */
  readonly remarks: readonly string[];
};

export type Bench = (context: BenchContext) => Promise<Section>;

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  const high = sorted[Math.floor(middle)] ?? Number.NaN;
  const low = sorted[Math.ceil(middle) - 1] ?? Number.NaN;
  return (low + high) / 2;
}

/** The value below which `part` of the values lie. */
export function quantile(values: ArrayLike<number>, part: number): number {
  const sorted = Float64Array.from(values).sort();
  return sorted[Math.max(0, Math.ceil(sorted.length * part) - 1)] ?? Number.NaN;
}

/** Round by round. */
export function ratios(values: readonly number[], base: readonly number[]): number[] {
  return values.map((value, round) => value / (base[round] ?? Number.NaN));
}

/** `1.08 (1.05–1.12)`: the median, and the lowest and highest round. */
export function withSpread(values: readonly number[], decimals = 1): string {
  if (values.length === 0) return "";
  const text = (value: number) => value.toFixed(decimals);
  const middle = text(median(values));
  if (values.length === 1) return middle;
  return `${middle} (${text(Math.min(...values))}–${text(Math.max(...values))})`;
}

export type Bound = {
  readonly text: string;
  /** Of each round; empty where it could not be measured. */
  readonly values: readonly number[];
  readonly bound: number;
  readonly decimals?: number;
  readonly unit?: string;
};

/** A goal that no round exceeds; missed where all do. */
export function atMost(goal: Bound): Goal {
  return bounded(goal, (value) => value <= goal.bound);
}

/** A goal that every round reaches; missed where none does. */
export function atLeast(goal: Bound): Goal {
  return bounded(goal, (value) => value >= goal.bound);
}

function bounded(goal: Bound, isGood: (value: number) => boolean): Goal {
  const { text, values, decimals = 2, unit = "" } = goal;
  if (values.length === 0) return { text, actual: "not measured here", isMet: null };
  const isMet = isGood(median(values));
  const isOfOneMind = values.every((value) => isGood(value) === isMet);
  const actual = `${withSpread(values, decimals)}${unit}`;
  if (isOfOneMind) return { text, actual, isMet };
  return { text, actual: `${actual}; the rounds disagree: within the noise`, isMet: null };
}
