/**
 * How far a shadow has come in the spool, and which links were open there: one file, replaced as a
 * whole. It is no consumer of the spool: no segment waits for a shadow. What cannot be read counts
 * as nothing, and the shadow begins anew.
 */
import { dirname } from "node:path";
import { type LinkId, parseLinkId } from "../../base/ids.ts";
import { limits } from "../../base/limits.ts";
import { type Disk, readStart, writeWhole } from "../../spool/disk.ts";
import type { SpoolPosition } from "../../spool/record.ts";
import { isObject } from "../json.ts";

export type KnownLink = { readonly linkId: LinkId; readonly target: string };
export type Checkpoint = { readonly position: SpoolPosition; readonly links: readonly KnownLink[] };

export async function writeCheckpoint(path: string, checkpoint: Checkpoint, disk: Disk) {
  await disk.makeDir(dirname(path));
  const file = await disk.create(`${path}.tmp`);
  try {
    await writeWhole(file, Buffer.from(JSON.stringify(checkpoint)), 0);
    await file.sync();
  } finally {
    await file.close();
  }
  await disk.rename(`${path}.tmp`, path);
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
  if (!isObject(value) || !isObject(value["position"]) || !Array.isArray(value["links"])) {
    return null;
  }
  const { segment, offset } = value["position"];
  if (!isCount(segment) || !isCount(offset)) return null;
  const links = (value["links"] as readonly unknown[]).flatMap((each): readonly KnownLink[] => {
    const linkId = isObject(each) ? parseLinkId(String(each["linkId"])) : null;
    const target = isObject(each) ? each["target"] : null;
    return linkId === null || typeof target !== "string" ? [] : [{ linkId, target }];
  });
  return { position: { segment, offset }, links };
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) >= 0;
}
