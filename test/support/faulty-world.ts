/**
 * Loaded into every process of the program before its own first line (`node --import`): a wall
 * clock that jumps, and a disk of the spool that is slow, stuck or read-only. In: a file that the
 * test rewrites, named by the environment. What else the program does is real.
 */
import fs from "node:fs";
import { syncBuiltinESMExports } from "node:module";

export type FaultyWorld = {
  /** What the wall clock is off by. Unit: ms. */
  readonly clockMs?: number;
  /** Of the relay's spool: each write waits so long, fails with this code, or never ends. */
  readonly disk?: { readonly slowMs?: number; readonly error?: string; readonly isStuck?: boolean };
};

/** Between two looks at the file. */
const LOOK_MS = 20;

const file = process.env["FAULTY_WORLD_FILE"];
let world: FaultyWorld = {};

if (file !== undefined) {
  look(file);
  setInterval(() => look(file), LOOK_MS).unref();
  bendTime();
  if (process.argv[2] === "role" && process.argv[3]?.startsWith("relay")) bendDisk();
}

function look(path: string): void {
  try {
    world = JSON.parse(fs.readFileSync(path, "utf8")) as FaultyWorld;
  } catch {
    // Being rewritten: the next look sees it.
  }
}

function bendTime(): void {
  const { now } = Date;
  const RealDate = Date;
  class BentDate extends RealDate {
    constructor(...parts: [] | [number | string | Date]) {
      if (parts.length === 0) super(BentDate.now());
      else super(...(parts as [number]));
    }
    static override now(): number {
      return now() + (world.clockMs ?? 0);
    }
  }
  globalThis.Date = BentDate as DateConstructor;
}

type Done = (problem: Error | null, result?: number) => void;

/** The calls that `spool/disk.ts` writes with. */
function bendDisk(): void {
  const real = { write: fs.write, open: fs.open, fdatasync: fs.fdatasync };
  const spoolFiles = new Set<number>();

  function bent(done: Done, work: () => void): void {
    const { slowMs = 0, error, isStuck = false } = world.disk ?? {};
    if (isStuck) setTimeout(() => bent(done, work), LOOK_MS);
    else if (error !== undefined) {
      setImmediate(() => done(Object.assign(new Error(`${error}: on order`), { code: error })));
    } else if (slowMs > 0) setTimeout(work, slowMs);
    else work();
  }
  const open = (path: string, flags: string, mode: number, done: Done) => {
    const isWritten = flags === "w" && /\/spool[^/]*\//.test(path);
    const opened: Done = (problem, fd) => {
      if (fd !== undefined) {
        if (isWritten) spoolFiles.add(fd);
        else spoolFiles.delete(fd);
      }
      done(problem, fd);
    };
    const work = () => real.open(path, flags, mode, opened as never);
    if (isWritten) bent(done, work);
    else work();
  };
  const write = (fd: number, ...rest: unknown[]) => {
    const work = () => (real.write as (...all: unknown[]) => void)(fd, ...rest);
    if (spoolFiles.has(fd)) bent(rest.at(-1) as Done, work);
    else work();
  };
  const fdatasync = (fd: number, done: Done) => {
    const work = () => real.fdatasync(fd, done as fs.NoParamCallback);
    if (spoolFiles.has(fd)) bent(done, work);
    else work();
  };
  Object.assign(fs, { write, open, fdatasync });
  syncBuiltinESMExports();
}
