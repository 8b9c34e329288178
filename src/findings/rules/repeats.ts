/**
 * How often the same thing was said lately, so that it is told at the first, the tenth, the
 * hundredth time and not every time. What was quiet for a day is news again. Bounded.
 */
import type { Json } from "../../exchange/message.ts";
import { isPowerOfTen, listOf, numberOr } from "./counts.ts";

const DAY_US = 86_400_000_000;
const KEYS_MAX = 32;
const KEY_CHARS_MAX = 120;

type Times = { count: number; newestAtUs: number };

/** The key said longest ago comes first. */
export type Repeats = Map<string, Times>;

/** Counts it. Gives how often it was said. */
export function countRepeat(repeats: Repeats, key: string, atUs: number): number {
  const short = key.slice(0, KEY_CHARS_MAX);
  const earlier = repeats.get(short);
  const isNews = earlier === undefined || atUs - earlier.newestAtUs > DAY_US;
  const count = isNews ? 1 : earlier.count + 1;
  repeats.delete(short);
  repeats.set(short, { count, newestAtUs: atUs });
  const [oldest] = repeats.size > KEYS_MAX ? repeats.keys() : [];
  if (oldest !== undefined) repeats.delete(oldest);
  return count;
}

/** `, for the 10th time`; "" for the first. Null where it is not worth telling. */
export function timesTold(count: number): string | null {
  if (!isPowerOfTen(count)) return null;
  return count === 1 ? "" : `, for the ${count}th time`;
}

export const repeatsOfStation = {
  scope: "station" as const,
  begin: (): Repeats => new Map(),
  save: (repeats: Repeats): Json =>
    [...repeats].map(([key, { count, newestAtUs }]) => [key, count, newestAtUs]),
  parse: (saved: Json): Repeats => new Map(listOf(saved).slice(-KEYS_MAX).flatMap(parseTimes)),
};

function parseTimes(saved: Json): readonly (readonly [string, Times])[] {
  const [key, count, newestAtUs] = listOf(saved);
  if (typeof key !== "string") return [];
  return [[key, { count: numberOr(count, 0), newestAtUs: numberOr(newestAtUs, 0) }]];
}
