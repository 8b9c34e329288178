/** Small states that several rules keep: one number for each sender; and what reads saved ones. */
import type { Sender } from "../../base/ids.ts";
import type { Json } from "../../exchange/message.ts";

export type Counts = Record<Sender, number>;

export const countsMemory = {
  scope: "link" as const,
  begin: (): Counts => ({ station: 0, csms: 0 }),
  save: ({ station, csms }: Counts): Json => [station, csms],
  parse: parseCounts,
};

function parseCounts(saved: Json): Counts {
  const [station, csms] = Array.isArray(saved) ? saved : [];
  return { station: numberOr(station, 0), csms: numberOr(csms, 0) };
}

export function listOf(saved: Json | undefined): readonly Json[] {
  return Array.isArray(saved) ? saved : [];
}

export function numberOr(value: unknown, otherwise: number): number {
  return typeof value === "number" ? value : otherwise;
}

/** Whether the nth of many alike is worth telling: the first, the tenth, the hundredth. */
export function isPowerOfTen(count: number): boolean {
  return count >= 1 && Number.isInteger(Math.log10(count));
}
