/**
 * The spools of one data directory: each relay process writes its own. The first worker's is
 * `spool`, that of worker k is `spool.k`. A directory may also hold spools of workers that are no
 * more; they are read out like the others.
 */
import { join } from "node:path";
import { limits } from "../base/limits.ts";
import type { Disk } from "./disk.ts";
import type { SpoolPosition } from "./record.ts";

/** Where a reader of all spools stands in each, by the worker's number; absent: at its start. */
export type SpoolPositions = ReadonlyMap<number, SpoolPosition>;

const NAME = /^spool(?:\.([1-9]\d{0,3}))?$/;

export function spoolNameOf(worker: number): string {
  return worker === 1 ? "spool" : `spool.${worker}`;
}

export function spoolDirOf(data: string, worker: number): string {
  return join(data, spoolNameOf(worker));
}

/** The workers whose spools exist, ascending. */
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
  const match = NAME.exec(name);
  if (match === null) return null;
  const worker = Number(match[1] ?? 1);
  return spoolNameOf(worker) === name && worker <= limits.relayWorkersMax ? worker : null;
}

/**
 * What one worker's spool may hold, so that all together keep the bound. `others`: spools of
 * workers that are no more, which still hold something.
 */
export function shareOf(
  bytesMax: number,
  { workers, others }: { readonly workers: number; readonly others: number },
): number {
  return Math.floor(bytesMax / (workers + others));
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
