/**
 * The spools of one data directory: each relay process writes its own, and so does that of the
 * shadows. The first worker's is `spool`, that of worker k is `spool.k`, the shadows' is
 * `spool.shadow`. A directory may also hold spools of workers that are no more; they are read out
 * like the others.
 */
import { join } from "node:path";
import { limits } from "../base/limits.ts";
import { SHADOWS } from "../config/workers.ts";
import type { Disk } from "./disk.ts";
import type { SpoolPosition } from "./record.ts";

/** Where a reader of all spools stands in each, by the worker's number; absent: at its start. */
export type SpoolPositions = ReadonlyMap<number, SpoolPosition>;

const NAME = /^spool(?:\.([1-9]\d{0,3}))?$/;

export function spoolNameOf(worker: number): string {
  if (worker === SHADOWS) return "spool.shadow";
  return worker === 1 ? "spool" : `spool.${worker}`;
}

export function spoolDirOf(data: string, worker: number): string {
  return join(data, spoolNameOf(worker));
}

/** The workers whose spools exist, ascending; the shadows' comes first. */
export async function listSpools(data: string, disk: Disk): Promise<readonly number[]> {
  const workers: number[] = [];
  for (const name of await disk.list(data)) {
    const worker = workerOf(name);
    if (worker !== null) workers.push(worker);
  }
  return workers.sort((a, b) => a - b);
}

/** Null: not the name of a spool. */
function workerOf(name: string): number | null {
  if (name === spoolNameOf(SHADOWS)) return SHADOWS;
  const match = NAME.exec(name);
  if (match === null) return null;
  const worker = Number(match[1] ?? 1);
  return spoolNameOf(worker) === name && worker <= limits.relayWorkersMax ? worker : null;
}

/** Who writes spools by the configuration of now; other spools are left ones. */
export type Writers = { readonly workers: number; readonly hasShadows: boolean };

export function isLeft(worker: number, { workers, hasShadows }: Writers): boolean {
  return worker === SHADOWS ? !hasShadows : worker > workers;
}

/**
 * What one worker's spool may hold, so that all together keep the bound. `others`: left spools,
 * which still hold something.
 */
export function shareOf(
  bytesMax: number,
  { workers, hasShadows, others }: Writers & { readonly others: number },
): number {
  const taken = hasShadows ? shadowShareOf(bytesMax) : 0;
  return Math.floor((bytesMax - taken) / (workers + others));
}

/** The same of the shadows' spool. */
export function shadowShareOf(bytesMax: number): number {
  return Math.floor(bytesMax * limits.shadowSpoolPart);
}

/** As JSON knows it. */
export type PositionEntry = SpoolPosition & { readonly worker: number };

export function positionEntries(positions: SpoolPositions): readonly PositionEntry[] {
  return [...positions]
    .sort(([a], [b]) => a - b)
    .map(([worker, { segment, offset }]) => ({ worker, segment, offset }));
}

export function positionsOf(entries: readonly PositionEntry[]): SpoolPositions {
  return new Map(entries.map(({ worker, segment, offset }) => [worker, { segment, offset }]));
}
