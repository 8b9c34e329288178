/**
 * `data/run/`: one unix socket per role, which is how roles of one machine find each other and how
 * a second instance on the same data directory is noticed. Private to the user (0700).
 */
import { createHash } from "node:crypto";
import { chmod, lstat, mkdir, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { OperationalError, problemOf, systemCodeOf } from "../base/errors.ts";
import { limits } from "../base/limits.ts";

export type RunDir = {
  /** The data directory, absolute and without symbolic links. */
  readonly dataDir: string;
  /** `dataDir/run`. */
  readonly path: string;
  /** Where a role's status server listens. */
  readonly socketOf: (role: string) => string;
};

/** The longest role name that a socket's path must have room for. */
const ROLE_CHARS_MAX = 16;

/** Makes the directory where it is missing, and proves that it can be written. */
export async function openRunDir(dataDir: string): Promise<RunDir> {
  try {
    await makeDirs(join(dataDir, "run"));
    const runDir = await locateRunDir(dataDir);
    await chmod(runDir.path, 0o700);
    const probe = join(runDir.path, `.writable-${process.pid}`);
    await writeFile(probe, "");
    await rm(probe);
    const socketDir = dirname(runDir.socketOf("x"));
    if (socketDir !== runDir.path) await openShortDir(socketDir);
    return runDir;
  } catch (thrown) {
    if (thrown instanceof OperationalError) throw thrown;
    throw unwritable(dataDir, problemOf(thrown), thrown);
  }
}

/**
 * Like `mkdir`'s `recursive`, which never returns where the system says ENOENT below a directory.
 */
async function makeDirs(path: string): Promise<void> {
  try {
    await mkdir(path);
  } catch (thrown) {
    if (systemCodeOf(thrown) === "EEXIST") return;
    if (systemCodeOf(thrown) !== "ENOENT" || dirname(path) === path) throw thrown;
    await makeDirs(dirname(path));
    await mkdir(path);
  }
}

/** The same places, for those who only look: nothing is made. */
export async function locateRunDir(dataDir: string): Promise<RunDir> {
  // Two spellings of one directory must lead to the same sockets. A missing one has no roles at
  // all.
  const real = await realpath(dataDir).catch(() => dataDir);
  const path = join(real, "run");
  const longest = join(path, `${"x".repeat(ROLE_CHARS_MAX)}.sock.${2 ** 22}`);
  const fits = Buffer.byteLength(longest) <= limits.socketPathBytesMax;
  const socketDir = fits ? path : shortDir(real);
  return { dataDir: real, path, socketOf: (role) => join(socketDir, `${role}.sock`) };
}

/** Unix sockets have short names, data directories may have long ones. */
function shortDir(dataDir: string): string {
  const hash = createHash("sha256").update(dataDir).digest("hex").slice(0, 16);
  return join(tmpdir(), `ocpptap-${process.getuid?.() ?? 0}-${hash}`);
}

/**
 * Everyone may write in the temporary directory: someone else's trap must not become our socket.
 */
async function openShortDir(path: string): Promise<void> {
  await mkdir(path, { mode: 0o700, recursive: true });
  const facts = await lstat(path);
  const isOurs = facts.isDirectory() && facts.uid === (process.getuid?.() ?? facts.uid);
  if (!isOurs) throw unwritable(path, "it exists and does not belong to this user");
  await chmod(path, 0o700);
}

function unwritable(dir: string, problem: string, cause?: unknown): OperationalError {
  return new OperationalError("DATA_DIR_UNWRITABLE", { dir, problem }, { cause });
}
