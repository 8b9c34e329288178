/**
 * Segments as files: their names, their order, their birth.
 *
 * `000000000042.seg`; the order of the numbers is the order of reading. Writers give even numbers
 * to what they record. The odd number after a dropped segment is what is left of it and of
 * everything before it: openings, closes and exact gaps (`dropped.ts`), so that a follower meets
 * them before the messages that came later.
 *
 * A segment is prepared under a temporary name and gets its own when its predecessor is complete:
 * who sees a segment with a successor may rely on nothing being added to it any more.
 */
import { join } from "node:path";
import type { Disk, DiskFile } from "./disk.ts";
import { writeWhole } from "./disk.ts";
import { encodeHeader, FORMAT_VERSION, HEADER_BYTES, type RecordKey } from "./format.ts";
import type { SpoolPosition } from "./record.ts";

/**
 * The distance between two recorded segments: leaves a number for what a dropped one leaves behind.
 */
export const SEGMENT_STEP = 2;

const PREPARED = ".tmp";
const NAME = /^(\d{12,15})\.seg$/;

export function segmentPath(dir: string, segment: number): string {
  return join(dir, `${String(segment).padStart(12, "0")}.seg`);
}

/** Ascending. */
export async function listSegments(dir: string, disk: Disk): Promise<readonly number[]> {
  const numbers: number[] = [];
  for (const name of await disk.list(dir)) {
    const digits = NAME.exec(name)?.[1];
    if (digits !== undefined) numbers.push(Number(digits));
  }
  return numbers.sort((a, b) => a - b);
}

/** True for what was left of a dropped segment. */
export function isRemnant(segment: number): boolean {
  return segment % SEGMENT_STEP !== 0;
}

/** The next number for a recorded segment: above everything that exists or was ever read. */
export function nextSegment(
  segments: readonly number[],
  positions: readonly (SpoolPosition | null)[],
): number {
  const last = Math.max(0, segments.at(-1) ?? 0, ...positions.map((at) => at?.segment ?? 0));
  return (Math.floor(last / SEGMENT_STEP) + 1) * SEGMENT_STEP;
}

/** A segment that is being written, by one writer. */
export type OpenSegment = {
  readonly number: number;
  readonly file: DiskFile;
  /** Where the next byte goes. */
  bytes: number;
};

export type NewSegment = {
  readonly dir: string;
  readonly number: number;
  readonly key: RecordKey;
  readonly relayRun: string;
  readonly createdAtUs: number;
};

/** Under its temporary name; the header is on the disk before anything depends on it. */
export async function prepareSegment(wanted: NewSegment, disk: Disk): Promise<OpenSegment> {
  const file = await disk.create(preparedPath(wanted));
  try {
    const header = encodeHeader({
      version: FORMAT_VERSION,
      segment: wanted.number,
      createdAtUs: wanted.createdAtUs,
      relayRun: wanted.relayRun,
      ...wanted.key,
    });
    await writeWhole(file, header, 0);
    await file.sync();
  } catch (problem) {
    await file.close();
    throw problem;
  }
  return { number: wanted.number, file, bytes: HEADER_BYTES };
}

/** Gives a prepared segment its own name; `disk.syncDir` makes that last. */
export async function publishSegment(
  prepared: { readonly dir: string; readonly number: number },
  disk: Disk,
): Promise<void> {
  await disk.rename(preparedPath(prepared), segmentPath(prepared.dir, prepared.number));
}

/** What an earlier writer prepared and did not come to use. */
export async function removePrepared(dir: string, disk: Disk): Promise<void> {
  for (const name of await disk.list(dir)) {
    if (name.endsWith(PREPARED)) await disk.unlink(join(dir, name));
  }
}

function preparedPath(segment: { readonly dir: string; readonly number: number }): string {
  return segmentPath(segment.dir, segment.number) + PREPARED;
}
