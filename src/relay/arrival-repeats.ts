/**
 * What came instead of a request, again and again: a station with the wrong port dials every few
 * seconds for weeks, a scanner a hundred times a second. The first of an address and kind is
 * recorded, then one in a while, with the number of those between.
 */
import { limits } from "../base/limits.ts";
import type { ArrivalFailure } from "../spool/record.ts";

export type ArrivalRepeats = {
  /** Null: not to be recorded. Otherwise how many were not since the last one. */
  readonly admit: (kind: ArrivalFailure["kind"], address: string, nowMs: number) => number | null;
};

export function createArrivalRepeats(): ArrivalRepeats {
  const told = new Map<string, { readonly atMs: number; repeats: number }>();
  return {
    admit(kind, address, nowMs) {
      const key = `${kind} ${address}`;
      const last = told.get(key);
      if (last !== undefined && nowMs - last.atMs < limits.arrivalRepeatMs) {
        last.repeats += 1;
        return null;
      }
      told.delete(key);
      told.set(key, { atMs: nowMs, repeats: 0 });
      const [oldest] = told.keys();
      if (told.size > limits.arrivalAddressesMax && oldest !== undefined) told.delete(oldest);
      return last?.repeats ?? 0;
    },
  };
}
