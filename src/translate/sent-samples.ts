/** Samples that were sent live come again in a stop's transactionData: how they are known. */
import { fingerprintOf } from "./ids.ts";
import type { Sample } from "./meter-values.ts";

/** Same time, measurand, phase, context and place: the same sample. */
export function printOf(atMs: number, { measurand, phase, context, location }: Sample): string {
  return fingerprintOf(`${atMs}|${measurand}|${phase}|${context}|${location}`);
}
