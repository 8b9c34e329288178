/** The histogram's arithmetic: heights, what a brush covers, and what a bar says. */
import type { HistogramAnswer } from "../../console/search-contract.ts";

type Bucket = HistogramAnswer["buckets"][number];

/** Parts of the full height, from the bottom: errors, then warnings, then the rest. */
export type BarParts = {
  readonly errors: number;
  readonly warnings: number;
  readonly others: number;
};

/** A single faulty message among thousands is still to be seen. */
const PART_MIN = 0.06;

export function partsOf({ messages, errors, warnings }: Bucket, most: number): BarParts {
  if (messages === 0 || most === 0) return { errors: 0, warnings: 0, others: 0 };
  const seen = (count: number) => (count === 0 ? 0 : Math.max(PART_MIN, count / most));
  const faulty = { errors: seen(errors), warnings: seen(warnings) };
  const whole = Math.max(seen(messages), Math.min(1, faulty.errors + faulty.warnings));
  return { ...faulty, others: Math.max(0, whole - faulty.errors - faulty.warnings) };
}

export function mostOf(buckets: readonly Bucket[]): number {
  return buckets.reduce((most, { messages }) => Math.max(most, messages), 0);
}

/** Counting stopped before the beginning; a span's own few µs do not count. */
export function isPartial({ from, countedFrom }: Pick<HistogramAnswer, "from" | "countedFrom">) {
  return Date.parse(countedFrom) - Date.parse(from) >= 1_000;
}

/** When a bar begins, as ISO 8601. */
export function startOf({ from, bucketSeconds }: HistogramAnswer, index: number): string {
  return new Date(Date.parse(from) + index * bucketSeconds * 1000).toISOString();
}

/** The bar under a place from 0 (left) to 1 (right). */
export function barAt(place: number, bars: number): number {
  return Math.max(0, Math.min(bars - 1, Math.floor(place * bars)));
}

/** From bar to bar, whichever was touched first. */
export function brushed(answer: HistogramAnswer, a: number, b: number) {
  const from = startOf(answer, Math.min(a, b));
  const end = startOf(answer, Math.max(a, b) + 1);
  const last = new Date(answer.to).toISOString();
  return { from, to: [end, last].toSorted()[0] ?? last };
}
