/**
 * How far a shadow has come in each spool, and which links were open there: one file, replaced as a
 * whole. It is no consumer of the spool: no segment waits for a shadow. What cannot be read counts
 * as nothing, and the shadow begins anew.
 */
import { dirname } from "node:path";
import { type LinkId, parseLinkId } from "../../base/ids.ts";
import { limits } from "../../base/limits.ts";
import { type Disk, readStart, replaceFile } from "../../spool/disk.ts";
import {
  type PositionEntry,
  positionEntries,
  positionsOf,
  type SpoolPositions,
} from "../../spool/spools.ts";
import { isObject } from "../json.ts";

/** `instance`: of the relay that has it; null where an older version kept it. */
export type KnownLink = {
  readonly linkId: LinkId;
  readonly target: string;
  readonly instance: string | null;
};
export type Checkpoint = {
  readonly positions: SpoolPositions;
  readonly links: readonly KnownLink[];
};

export async function writeCheckpoint(path: string, checkpoint: Checkpoint, disk: Disk) {
  await disk.makeDir(dirname(path));
  const { positions, links } = checkpoint;
  const text = JSON.stringify({ positions: positionEntries(positions), links });
  await replaceFile(path, [Buffer.from(text)], disk);
}

export async function readCheckpoint(path: string, disk: Disk): Promise<Checkpoint | null> {
  try {
    const file = await disk.openToRead(path);
    try {
      const bytes = await readStart(file, limits.shadowCheckpointBytesMax);
      return parseCheckpoint(JSON.parse(bytes.toString("utf8")));
    } finally {
      await file.close();
    }
  } catch {
    // Absent, damaged or forbidden: all the same, and none of it is a reason not to begin.
    return null;
  }
}

function parseCheckpoint(value: unknown): Checkpoint | null {
  if (!isObject(value) || !Array.isArray(value["links"])) return null;
  const positions = parsePositions(value);
  if (positions === null) return null;
  const links = (value["links"] as readonly unknown[]).flatMap((each): readonly KnownLink[] => {
    if (!isObject(each)) return [];
    const { target, instance } = each;
    const linkId = parseLinkId(String(each["linkId"]));
    if (linkId === null || typeof target !== "string") return [];
    return [{ linkId, target, instance: typeof instance === "string" ? instance : null }];
  });
  return { positions, links };
}

/** A version that knew one spool kept its `position` alone. */
function parsePositions(value: Readonly<Record<string, unknown>>): SpoolPositions | null {
  const { positions, position } = value;
  const given = Array.isArray(positions)
    ? (positions as readonly unknown[])
    : [isObject(position) ? { worker: 1, ...position } : null];
  const entries = given.flatMap((each): readonly PositionEntry[] => {
    if (!isObject(each)) return [];
    const { worker, segment, offset } = each;
    return isCount(worker) && isCount(segment) && isCount(offset)
      ? [{ worker, segment, offset }]
      : [];
  });
  return entries.length === given.length ? positionsOf(entries) : null;
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) >= 0;
}
