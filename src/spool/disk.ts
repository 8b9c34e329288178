/**
 * The few file operations of the spool, asynchronous: the seam at which tests make a disk full,
 * slow or broken. Nothing here blocks the event loop; what fails rejects with the system's error.
 *
 * `write` and `read` may do less than asked, as the system calls may; callers go on with the rest.
 */
import { close, fdatasync, open, read, write } from "node:fs";
import { mkdir, open as openHandle, readdir, rename, stat, unlink } from "node:fs/promises";
import { dirname } from "node:path";
import { systemCodeOf } from "../base/errors.ts";

/** Which bytes of the buffer, and where in the file. */
export type Span = { readonly from: number; readonly length: number; readonly position: number };

export type DiskFile = {
  readonly write: (buffer: Buffer, span: Span) => Promise<number>;
  readonly read: (buffer: Buffer, span: Span) => Promise<number>;
  readonly sync: () => Promise<void>;
  readonly close: () => Promise<void>;
};

export type Disk = {
  /** A new, empty file, readable by its owner only: payloads are confidential. */
  readonly create: (path: string) => Promise<DiskFile>;
  readonly openToRead: (path: string) => Promise<DiskFile>;
  /** Names in a directory; none where it does not exist. */
  readonly list: (dir: string) => Promise<readonly string[]>;
  readonly sizeOf: (path: string) => Promise<number>;
  readonly rename: (from: string, to: string) => Promise<void>;
  /** No error where it is gone already. */
  readonly unlink: (path: string) => Promise<void>;
  readonly makeDir: (dir: string) => Promise<void>;
  /** Makes created, renamed and removed names last through a power failure. */
  readonly syncDir: (dir: string) => Promise<void>;
};

export const realDisk: Disk = {
  create: (path) => openFile(path, "w"),
  openToRead: (path) => openFile(path, "r"),
  list: (dir) => readdir(dir).catch((problem: unknown) => unlessAbsent(problem, [])),
  sizeOf: async (path) => (await stat(path)).size,
  rename,
  unlink: (path) => unlink(path).catch((problem: unknown) => unlessAbsent(problem, undefined)),
  makeDir: async (dir) => {
    await mkdir(dir, { recursive: true, mode: 0o700 });
  },
  syncDir: async (dir) => {
    const handle = await openHandle(dir, "r");
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
  },
};

function unlessAbsent<Value>(problem: unknown, value: Value): Value {
  if (systemCodeOf(problem) === "ENOENT") return value;
  throw problem;
}

function openFile(path: string, flags: "w" | "r"): Promise<DiskFile> {
  return new Promise((resolve, reject) => {
    open(path, flags, 0o600, (problem, fd) => {
      if (problem) reject(problem);
      else resolve(fileOf(fd));
    });
  });
}

function fileOf(fd: number): DiskFile {
  return {
    write: (buffer, { from, length, position }) =>
      new Promise((resolve, reject) => {
        write(fd, buffer, from, length, position, (problem, bytes) =>
          problem ? reject(problem) : resolve(bytes),
        );
      }),
    read: (buffer, { from, length, position }) =>
      new Promise((resolve, reject) => {
        read(fd, buffer, from, length, position, (problem, bytes) =>
          problem ? reject(problem) : resolve(bytes),
        );
      }),
    sync: () => settled((done) => fdatasync(fd, done)),
    close: () => settled((done) => close(fd, done)),
  };
}

function settled(start: (done: (problem?: Error | null) => void) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    start((problem) => (problem ? reject(problem) : resolve()));
  });
}

/** Writes all of a buffer from a position on; 0 bytes written means that there is no room. */
export async function writeWhole(file: DiskFile, buffer: Buffer, position: number): Promise<void> {
  let done = 0;
  while (done < buffer.length) {
    const span = { from: done, length: buffer.length - done, position: position + done };
    const bytes = await file.write(buffer, span);
    if (bytes === 0) throw Object.assign(new Error("nothing was written"), { code: "ENOSPC" });
    done += bytes;
  }
}

/**
 * A file that is the old one or all of the new one, whatever ends when; the new one, also through a
 * power failure, when it resolves. Gives its size. `beside`: the draft, where several may write.
 */
export async function replaceFile(
  path: string,
  parts: readonly Buffer[],
  disk: Disk,
  beside = `${path}.tmp`,
): Promise<number> {
  let bytes = 0;
  try {
    const file = await disk.create(beside);
    try {
      for (const part of parts) {
        await writeWhole(file, part, bytes);
        bytes += part.length;
      }
      await file.sync();
    } finally {
      await file.close();
    }
    await disk.rename(beside, path);
  } catch (thrown) {
    // What is left of it would take room where there is none. The first problem is the one to tell.
    await disk.unlink(beside).catch(() => undefined);
    throw thrown;
  }
  await disk.syncDir(dirname(path));
  return bytes;
}

/** The first bytes of a file, at most as many as asked. */
export async function readStart(file: DiskFile, bytesMax: number): Promise<Buffer> {
  const buffer = Buffer.alloc(bytesMax);
  let done = 0;
  while (done < bytesMax) {
    const bytes = await file.read(buffer, { from: done, length: bytesMax - done, position: done });
    if (bytes === 0) break;
    done += bytes;
  }
  return buffer.subarray(0, done);
}
