/**
 * Spools of workers that are no more. In: a data directory and who writes in it now.
 * Promised: what is unread stays until it is read or the bound is reached, as in any spool; links
 * that such a worker left open are over in the record, because a new run begins there; what is read
 * out goes, but for the numbers it came to, so that a worker of that number may come back.
 */
import { randomUUID } from "node:crypto";
import { limits } from "../base/limits.ts";
import type { Disk } from "./disk.ts";
import { readPositions, slowestOf } from "./ledger.ts";
import { listSegments, segmentPath } from "./segment.ts";
import { isLeft, listSpools, spoolDirOf, type Writers } from "./spools.ts";
import { openSpoolWriter, type SpoolDeps, type SpoolWriterConfig } from "./writer.ts";

export type LeftSpools = { readonly close: () => Promise<void> };

type Kept = Writers & { readonly data: string };

export type LeftSpoolsConfig = Pick<
  SpoolWriterConfig,
  "bytesMax" | "segmentBytesMax" | "bufferBytesMax" | "fsyncMs"
> &
  Kept & { readonly instanceOf: (worker: number) => string };

/** Left spools that hold something that was not read. */
export async function findLeftSpools(
  { data, ...writers }: Kept,
  disk: Disk,
): Promise<readonly number[]> {
  const left: number[] = [];
  for (const worker of await listSpools(data, disk)) {
    const dir = spoolDirOf(data, worker);
    if (!isLeft(worker, writers) || (await listSegments(dir, disk)).length === 0) continue;
    if (!(await isReadOut(dir, disk))) left.push(worker);
  }
  return left;
}

/** One process of a machine does it. Rejects with DATA_DIR_UNWRITABLE, like any writer. */
export async function tendLeftSpools(
  config: LeftSpoolsConfig,
  deps: SpoolDeps,
): Promise<LeftSpools> {
  const { data, workers, hasShadows, instanceOf, ...bounds } = config;
  const { disk } = deps;
  const writers = { workers, hasShadows };
  const unread = await findLeftSpools({ data, ...writers }, disk);
  for (const worker of await listSpools(data, disk)) {
    const isOver = isLeft(worker, writers) && !unread.includes(worker);
    if (isOver) await empty(spoolDirOf(data, worker), disk);
  }
  const tended = await Promise.all(
    unread.map(async (worker) => {
      const dir = spoolDirOf(data, worker);
      const run = { instance: instanceOf(worker), relayRun: randomUUID() };
      const writer = await openSpoolWriter({ ...bounds, dir, ...run }, deps);
      return { dir, writer };
    }),
  );
  const open = new Set(tended);
  let looking: Promise<void> = Promise.resolve();

  async function look(): Promise<void> {
    for (const each of open) {
      if (!(await isReadOut(each.dir, disk))) continue;
      open.delete(each);
      await each.writer.close();
      await empty(each.dir, disk);
    }
  }

  const timer = setInterval(() => {
    // What fails now is tried again at the next start.
    looking = looking.then(look).catch(() => undefined);
  }, limits.spoolTidyMs).unref();
  return {
    async close() {
      clearInterval(timer);
      await looking;
      await Promise.all([...open].map(({ writer }) => writer.close()));
    },
  };
}

async function empty(dir: string, disk: Disk): Promise<void> {
  for (const segment of await listSegments(dir, disk)) {
    await disk.unlink(segmentPath(dir, segment));
  }
}

async function isReadOut(dir: string, disk: Disk): Promise<boolean> {
  const slowest = slowestOf(await readPositions(dir, disk));
  const last = (await listSegments(dir, disk)).at(-1);
  if (slowest === null || last === undefined || slowest.segment !== last) return false;
  return slowest.offset >= (await disk.sizeOf(segmentPath(dir, last)));
}
