/**
 * What is on the spools' disk now, for people who look: sizes, age, and how much nobody has read
 * yet. Only looks; works whether or not a relay writes. Segments come and go meanwhile: one that
 * is gone when it is measured counts as nothing.
 */
import { systemCodeOf } from "../base/errors.ts";
import { type Disk, readStart } from "./disk.ts";
import { decodeHeader, HEADER_BYTES } from "./format.ts";
import { readPositions, slowestOf } from "./ledger.ts";
import { listSegments, segmentPath } from "./segment.ts";
import { listSpools, spoolDirOf } from "./spools.ts";

export type SpoolSurvey = {
  readonly segments: number;
  /** On the disk, all segments together. */
  readonly bytes: number;
  /** Beyond what the slowest reader has committed. */
  readonly unreadBytes: number;
  /** When the oldest segment was begun; null where there is none, or its header is damaged. */
  readonly oldestAtUs: number | null;
};

export type WorkerSpool = SpoolSurvey & { readonly worker: number };

/** All spools of a data directory together. */
export async function surveySpool(data: string, disk: Disk): Promise<SpoolSurvey> {
  return together(await surveySpools(data, disk));
}

/** Each of them, by the worker whose it is. */
export async function surveySpools(data: string, disk: Disk): Promise<readonly WorkerSpool[]> {
  const workers = await listSpools(data, disk);
  return Promise.all(
    workers.map(async (worker) => ({
      worker,
      ...(await surveyOne(spoolDirOf(data, worker), disk)),
    })),
  );
}

export function together(spools: readonly SpoolSurvey[]): SpoolSurvey {
  const sum = (of: (spool: SpoolSurvey) => number) =>
    spools.reduce((total, spool) => total + of(spool), 0);
  const begun = spools.flatMap(({ oldestAtUs }) => (oldestAtUs === null ? [] : [oldestAtUs]));
  return {
    segments: sum(({ segments }) => segments),
    bytes: sum(({ bytes }) => bytes),
    unreadBytes: sum(({ unreadBytes }) => unreadBytes),
    oldestAtUs: begun.length === 0 ? null : Math.min(...begun),
  };
}

async function surveyOne(dir: string, disk: Disk): Promise<SpoolSurvey> {
  const slowest = slowestOf(await readPositions(dir, disk)) ?? { segment: 0, offset: 0 };
  const numbers = await listSegments(dir, disk);
  let bytes = 0;
  let unreadBytes = 0;
  for (const segment of numbers) {
    const size = await sizeOf(segmentPath(dir, segment), disk);
    bytes += size;
    if (segment > slowest.segment) unreadBytes += size;
    else if (segment === slowest.segment) unreadBytes += Math.max(0, size - slowest.offset);
  }
  const [oldest] = numbers;
  const oldestAtUs = oldest === undefined ? null : await begunAt(segmentPath(dir, oldest), disk);
  return { segments: numbers.length, bytes, unreadBytes, oldestAtUs };
}

async function sizeOf(path: string, disk: Disk): Promise<number> {
  try {
    return await disk.sizeOf(path);
  } catch (thrown) {
    if (systemCodeOf(thrown) === "ENOENT") return 0;
    throw thrown;
  }
}

async function begunAt(path: string, disk: Disk): Promise<number | null> {
  try {
    const file = await disk.openToRead(path);
    try {
      return decodeHeader(await readStart(file, HEADER_BYTES))?.createdAtUs ?? null;
    } finally {
      await file.close();
    }
  } catch (thrown) {
    if (systemCodeOf(thrown) === "ENOENT") return null;
    throw thrown;
  }
}
