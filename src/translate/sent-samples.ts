/** Samples that were sent live come again in a stop's transactionData: how they are known. */
import { fingerprintOf } from "./ids.ts";
import type { Sample } from "./meter-values.ts";

type Printed = Partial<Sample> & Pick<Sample, "measurand" | "phase" | "context" | "location">;

/** Same time, measurand, phase, context and place: the same sample. */
export function printOf(atMs: number, { measurand, phase, context, location }: Printed): string {
  return fingerprintOf(`${atMs}|${measurand}|${phase}|${context}|${location}`);
}
