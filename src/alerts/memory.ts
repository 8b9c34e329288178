/**
 * What survives a restart, as one file that is whole or absent: how far the findings have been
 * followed, which of the latest are known, the groups, and what waits for receivers. Written
 * together, so that a finding is either not yet followed, or in a group, or in a message.
 */
import { join } from "node:path";
import { limits } from "../base/limits.ts";
import type { Disk } from "../spool/disk.ts";
import { readSealed, writeSealed } from "../spool/sealed-file.ts";
import type { Followed } from "./follower.ts";
import type { Group } from "./group.ts";
import type { Waiting } from "./outbox.ts";

export type Memory = {
  /** Null: nothing has been followed yet. */
  readonly followed: Followed | null;
  readonly groups: readonly Group[];
  readonly waiting: readonly Waiting[];
};

export const noMemory: Memory = { followed: null, groups: [], waiting: [] };

const VERSION = 1;

export function alertsDir(data: string): string {
  return join(data, "alerts");
}

export async function writeMemory(data: string, memory: Memory, disk: Disk): Promise<void> {
  const groups = memory.groups.map((group) => ({ ...group, stations: [...group.stations] }));
  const body = Buffer.from(JSON.stringify({ ...memory, groups }), "utf8");
  const sections = [{ name: "memory", body }];
  await writeSealed(fileIn(data), { facts: { version: VERSION }, sections }, disk);
}

/** Without a file, or with one that is damaged or of another version, it begins anew. */
export async function readMemory(
  data: string,
  disk: Disk,
): Promise<{ readonly memory: Memory; readonly isLost: boolean }> {
  await disk.makeDir(alertsDir(data));
  const isThere = (await disk.list(alertsDir(data))).includes(FILE);
  if (!isThere) return { memory: noMemory, isLost: false };
  const isSmall = (await disk.sizeOf(fileIn(data))) <= limits.alertStateBytesMax;
  const sealed = isSmall ? await readSealed(fileIn(data), disk) : null;
  const [section] = sealed?.sections ?? [];
  const isOurs = JSON.stringify(sealed?.facts) === JSON.stringify({ version: VERSION });
  if (section === undefined || !isOurs) return { memory: noMemory, isLost: true };
  return { memory: parseMemory(section.body.toString("utf8")), isLost: false };
}

const FILE = "memory";

function fileIn(data: string): string {
  return join(alertsDir(data), FILE);
}

/** Its checksum says that `writeMemory` wrote it. */
function parseMemory(text: string): Memory {
  const memory = JSON.parse(text) as Memory & {
    readonly groups: readonly (Omit<Group, "stations"> & {
      readonly stations: readonly [string, number][];
    })[];
  };
  return {
    ...memory,
    groups: memory.groups.map((group) => ({ ...group, stations: new Map(group.stations) })),
  };
}
