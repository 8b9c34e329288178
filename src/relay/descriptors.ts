/**
 * How many links the operating system allows: each takes two descriptors and one for each further
 * back-end, and some are needed for everything else. In: Linux's account of this process's limits.
 * Out: a number of links.
 */
import { readFile } from "node:fs/promises";
import { systemCodeOf } from "../base/errors.ts";
import { limits } from "../base/limits.ts";

/** Null where it cannot be known (other systems) or has no bound. */
export async function readDescriptorLimit(file = "/proc/self/limits"): Promise<number | null> {
  try {
    const soft = /^Max open files\s+(\d+)/m.exec(await readFile(file, "utf8"))?.[1];
    return soft === undefined ? null : Number(soft);
  } catch (thrown) {
    if (systemCodeOf(thrown) !== null) return null;
    throw thrown;
  }
}

/** The smaller of what was configured and what fits. */
export function linksThatFit(
  configured: number,
  descriptors: number | null,
  socketsOfLink = 2,
): number {
  if (descriptors === null) return configured;
  const fitting = Math.floor((descriptors - limits.descriptorsReserved) / socketsOfLink);
  return Math.max(1, Math.min(configured, fitting));
}
