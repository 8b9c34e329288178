/**
 * A real disk with faults on order: full after so many bytes, short writes, errors, writes and syncs
 * that wait for the test, and the end of the writing process in the middle of a write.
 */
import { type Disk, type DiskFile, realDisk } from "../../src/spool/disk.ts";

export type FaultyDisk = Disk & {
  /** Bytes that still fit; ENOSPC beyond, after writing what fits. */
  bytesLeft: number;
  /** Writes take at most so many bytes at once. */
  writeBytesMax: number;
  /** Error code of every write, sync or new file while it is set. */
  writeError: string | null;
  syncError: string | null;
  createError: string | null;
  unlinkError: string | null;
  readError: string | null;
  /** Syncs succeed without doing anything: for tests of thousands of them. */
  isSyncFree: boolean;
  /** From now on writes wait. */
  readonly hold: () => void;
  /** Lets the waiting writes and all later ones go on. */
  readonly release: () => void;
  readonly waitingWrites: () => number;
  /**
   * What `kill -9` does: the waiting write leaves its first bytes, nothing after it happens and
   * no promise of this disk settles any more.
   */
  readonly crash: (tornBytes: number) => Promise<void>;
  /** Syncs count when they have succeeded. */
  readonly counts: { writes: number; syncs: number; reads: number };
};

type Waiting = { readonly go: () => void; readonly tear: (bytes: number) => Promise<unknown> };

export function createFaultyDisk(): FaultyDisk {
  let isHolding = false;
  let isCrashed = false;
  let waiting: Waiting[] = [];

  const never = () => new Promise<never>(() => undefined);
  const alive = async <Value>(work: () => Promise<Value>): Promise<Value> => {
    if (isCrashed) return never();
    const value = await work();
    return isCrashed ? never() : value;
  };
  const failIf = (code: string | null) => {
    if (code !== null) throw Object.assign(new Error(`${code}: on order`), { code });
  };

  function writeTo(file: DiskFile): DiskFile["write"] {
    const write: DiskFile["write"] = async (buffer, span) => {
      disk.counts.writes += 1;
      failIf(disk.writeError);
      const length = Math.min(span.length, disk.writeBytesMax, disk.bytesLeft);
      if (length <= 0) failIf("ENOSPC");
      disk.bytesLeft -= length;
      return file.write(buffer, { ...span, length });
    };
    return (buffer, span) => {
      if (isCrashed) return never();
      if (!isHolding) return alive(() => write(buffer, span));
      return new Promise((resolve, reject) => {
        waiting.push({
          go: () => void alive(() => write(buffer, span)).then(resolve, reject),
          tear: (bytes) => file.write(buffer, { ...span, length: Math.min(bytes, span.length) }),
        });
      });
    };
  }

  function fileOf(file: DiskFile): DiskFile {
    return {
      write: writeTo(file),
      read: (buffer, span) =>
        alive(async () => {
          disk.counts.reads += 1;
          failIf(disk.readError);
          return file.read(buffer, span);
        }),
      sync: () =>
        alive(async () => {
          failIf(disk.syncError);
          if (!disk.isSyncFree) await file.sync();
          disk.counts.syncs += 1;
        }),
      close: () => alive(file.close),
    };
  }

  const disk: FaultyDisk = {
    bytesLeft: Number.POSITIVE_INFINITY,
    writeBytesMax: Number.POSITIVE_INFINITY,
    writeError: null,
    syncError: null,
    createError: null,
    unlinkError: null,
    readError: null,
    isSyncFree: false,
    counts: { writes: 0, syncs: 0, reads: 0 },
    create: (path) =>
      alive(async () => {
        failIf(disk.createError);
        return fileOf(await realDisk.create(path));
      }),
    openToRead: (path) => alive(async () => fileOf(await realDisk.openToRead(path))),
    list: (dir) => alive(() => realDisk.list(dir)),
    sizeOf: (path) => alive(() => realDisk.sizeOf(path)),
    rename: (from, to) => alive(() => realDisk.rename(from, to)),
    unlink: (path) =>
      alive(async () => {
        failIf(disk.unlinkError);
        return realDisk.unlink(path);
      }),
    makeDir: (dir) => alive(() => realDisk.makeDir(dir)),
    syncDir: (dir) => alive(async () => (disk.isSyncFree ? undefined : realDisk.syncDir(dir))),
    hold() {
      isHolding = true;
    },
    release() {
      isHolding = false;
      const all = waiting;
      waiting = [];
      for (const { go } of all) go();
    },
    waitingWrites: () => waiting.length,
    async crash(tornBytes) {
      isCrashed = true;
      if (tornBytes > 0) await waiting[0]?.tear(tornBytes);
      waiting = [];
    },
  };
  return disk;
}
