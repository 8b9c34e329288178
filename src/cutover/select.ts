/**
 * Which stations a step means. In: a step, what is known of a station. Out: yes or no. Promised: it
 * depends on the station alone, so that every console says the same; a larger percentage means
 * everybody whom a smaller one means.
 */
import { createHash } from "node:crypto";
import { isGeneral, type PlanStep } from "../config/plan.ts";

export type Known = {
  readonly stationId: string;
  readonly vendor: string;
  readonly model: string;
  readonly firmware: string;
};

/** From 0 up to, and without, 100: evenly spread, and the same for ever. */
export function percentileOf(stationId: string): number {
  const digest = createHash("sha256").update(stationId).digest();
  return (digest.readUInt32BE(0) / 2 ** 32) * 100;
}

export function isMeant(step: PlanStep, known: Known): boolean {
  const { stationId, vendor, model, firmware } = known;
  if (step.stations.includes(stationId)) return true;
  return (
    isGeneral(step) &&
    percentileOf(stationId) < (step.percent ?? 100) &&
    (step.vendor ?? vendor) === vendor &&
    (step.model ?? model) === model &&
    (step.firmware ?? firmware) === firmware
  );
}

/** The first step up to and with this one that means it; null for none. */
export function stepOf(steps: readonly PlanStep[], last: number, known: Known): number | null {
  const found = steps.slice(0, last + 1).findIndex((step) => isMeant(step, known));
  return found < 0 ? null : found;
}
