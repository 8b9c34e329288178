/**
 * How far each follower of a spool has come: one small file per consumer, `consumers/NAME.json`,
 * replaced as a whole. The relay reads them to know which segments nobody needs any more.
 *
 * Doubt keeps segments: a position that cannot be read counts as "nothing consumed yet".
 */
import { join } from "node:path";
import { assert } from "../base/assert.ts";
import { limits } from "../base/limits.ts";
import { type Disk, readStart, replaceFile } from "./disk.ts";
import type { SpoolPosition } from "./record.ts";

/** Both numbers in full are below 60 bytes. */
const FILE_BYTES_MAX = 256;
const CONSUMER = /^[\w-]{1,64}$/;

export type ConsumerPosition = {
  readonly consumer: string;
  /** Null: not readable. */
  readonly position: SpoolPosition | null;
};

/**
 * From here on everything before `position` may be deleted as far as this consumer is concerned.
 */
export async function commitPosition(
  where: { readonly dir: string; readonly consumer: string },
  position: SpoolPosition,
  disk: Disk,
): Promise<void> {
  assert(CONSUMER.test(where.consumer), "a consumer's name is a plain word");
  const dir = consumersDir(where.dir);
  const path = join(dir, `${where.consumer}.json`);
  await disk.makeDir(dir);
  await replaceFile(path, [Buffer.from(JSON.stringify(position))], disk);
}

/** Every consumer that ever committed; none where there was none. Never rejects for a bad file. */
export async function readPositions(dir: string, disk: Disk): Promise<readonly ConsumerPosition[]> {
  const names = (await disk.list(consumersDir(dir))).filter((name) => name.endsWith(".json"));
  const positions: ConsumerPosition[] = [];
  for (const name of names.slice(0, limits.spoolConsumersMax)) {
    const consumer = name.slice(0, -".json".length);
    positions.push({ consumer, position: await readPosition({ dir, consumer }, disk) });
  }
  if (names.length > limits.spoolConsumersMax) positions.push({ consumer: "", position: null });
  return positions;
}

/** Null where there is none or it cannot be read. */
export async function readPosition(
  where: { readonly dir: string; readonly consumer: string },
  disk: Disk,
): Promise<SpoolPosition | null> {
  try {
    const path = join(consumersDir(where.dir), `${where.consumer}.json`);
    const file = await disk.openToRead(path);
    try {
      return parsePosition(await readStart(file, FILE_BYTES_MAX));
    } finally {
      await file.close();
    }
  } catch {
    // Absent, damaged or forbidden: all the same to the caller, who then keeps every segment.
    return null;
  }
}

/**
 * Where the slowest consumer stands; null where there is none, or one has read nothing for sure.
 */
export function slowestOf(positions: readonly ConsumerPosition[]): SpoolPosition | null {
  let slowest: SpoolPosition | null = null;
  for (const { position } of positions) {
    if (position === null) return null;
    if (slowest === null || isBefore(position, slowest)) slowest = position;
  }
  return slowest;
}

function isBefore(a: SpoolPosition, b: SpoolPosition): boolean {
  return a.segment === b.segment ? a.offset < b.offset : a.segment < b.segment;
}

function consumersDir(dir: string): string {
  return join(dir, "consumers");
}

function parsePosition(bytes: Buffer): SpoolPosition | null {
  const value: unknown = JSON.parse(bytes.toString("utf8"));
  if (typeof value !== "object" || value === null) return null;
  if (!("segment" in value) || !("offset" in value)) return null;
  const { segment, offset } = value;
  return isCount(segment) && isCount(offset) ? { segment, offset } : null;
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) >= 0;
}
