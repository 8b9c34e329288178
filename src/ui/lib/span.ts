/** A stretch of time that a chart shows: presets, moving, zooming, and the marks of its axis. */
import type { Zone } from "./time.ts";

/** Unit: ms since the epoch. */
export type Span = { readonly fromMs: number; readonly toMs: number };

/** What the API takes as a time before now. */
export const presets = ["1h", "6h", "24h", "7d", "30d"] as const;

export const SECOND = 1_000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** Below this a chart of state changes says nothing more. */
const SHORTEST = 10 * SECOND;
/** The longest that the timeline looks back for what began earlier. */
const LONGEST = 90 * DAY;

export function spanOf(from: string, to: string): Span {
  return { fromMs: Date.parse(from), toMs: Date.parse(to) };
}

export function lengthOf({ fromMs, toMs }: Span): number {
  return toMs - fromMs;
}

/** Not shorter and not longer than makes sense; its middle stays where it was. */
export function bounded(span: Span): Span {
  const length = Math.min(LONGEST, Math.max(SHORTEST, lengthOf(span)));
  const middle = (span.fromMs + span.toMs) / 2;
  return length === lengthOf(span)
    ? span
    : { fromMs: Math.round(middle - length / 2), toMs: Math.round(middle + length / 2) };
}

/** Two moments in any order. */
export function between(one: number, other: number): Span {
  return bounded({ fromMs: Math.min(one, other), toMs: Math.max(one, other) });
}

/** By this part of its own length; negative: to earlier. */
export function moved(span: Span, part: number): Span {
  const by = Math.round(lengthOf(span) * part);
  return { fromMs: span.fromMs + by, toMs: span.toMs + by };
}

/** So many times as long, around its middle. */
export function zoomed(span: Span, times: number): Span {
  const middle = (span.fromMs + span.toMs) / 2;
  const half = (lengthOf(span) * times) / 2;
  return bounded({ fromMs: Math.round(middle - half), toMs: Math.round(middle + half) });
}

/** For an address and for the API. */
export function textOfSpan({ fromMs, toMs }: Span): { readonly from: string; readonly to: string } {
  return { from: new Date(fromMs).toISOString(), to: new Date(toMs).toISOString() };
}

/** What an address says; null where it says nothing or nonsense. */
export function parseSpan(from: string, to: string): Span | null {
  const span = spanOf(from, to);
  return span.fromMs < span.toMs ? bounded(span) : null;
}

/** Without the empty time before anything began; a little of it stays, to see that it did. */
export function fitted(span: Span, firstMs: number): Span {
  const begins = firstMs - (span.toMs - firstMs) * 0.03;
  return begins <= span.fromMs || begins >= span.toMs
    ? span
    : bounded({ fromMs: Math.floor(Math.min(begins, span.toMs - 5 * MINUTE)), toMs: span.toMs });
}

export type Tick = { readonly ms: number; readonly label: string };

const STEPS = [
  ...[SECOND, 2 * SECOND, 5 * SECOND, 10 * SECOND, 30 * SECOND],
  ...[MINUTE, 2 * MINUTE, 5 * MINUTE, 10 * MINUTE, 30 * MINUTE],
  ...[HOUR, 2 * HOUR, 3 * HOUR, 6 * HOUR, 12 * HOUR],
  ...[DAY, 2 * DAY, 7 * DAY, 14 * DAY],
];

/** At most so many marks, at round times of the zone. */
export function ticksOf(span: Span, most: number, zone: Zone): readonly Tick[] {
  const length = lengthOf(span);
  const step = STEPS.find((each) => length / each <= Math.max(1, most)) ?? 30 * DAY;
  const offset = offsetAt(span.fromMs, zone);
  const first = Math.ceil((span.fromMs + offset) / step);
  const ticks: Tick[] = [];
  for (let index = first; ticks.length <= most; index += 1) {
    const local = index * step;
    // The offset may change on the way: a day of summer time begins with another one.
    const ms = local - offsetAt(local - offset, zone);
    if (ms > span.toMs) break;
    ticks.push({ ms, label: labelOf(local, step) });
  }
  return ticks;
}

function offsetAt(ms: number, zone: Zone): number {
  return zone === "utc" ? 0 : -new Date(ms).getTimezoneOffset() * MINUTE;
}

/** `14:05`, `14:05:30`, and at midnight the day: `21 Nov`. */
function labelOf(localMs: number, step: number): string {
  const at = new Date(localMs);
  const time = at.toISOString().slice(11, step < MINUTE ? 19 : 16);
  if (!/^00:00(:00)?$/.test(time)) return time;
  return `${at.getUTCDate()} ${MONTHS[at.getUTCMonth()]}`;
}

const MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" ");
