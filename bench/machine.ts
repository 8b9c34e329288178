/** On what and of what figures were taken; without it they mean nothing. */
import { execFile } from "node:child_process";
import { statfs } from "node:fs/promises";
import { cpus, loadavg, release, totalmem, type } from "node:os";
import { promisify } from "node:util";

/** One line each, e.g. `CPU: 2 × AMD EPYC`. */
export async function describeMachine(dir: string): Promise<readonly string[]> {
  const { model = "unknown" } = cpus()[0] ?? {};
  const memory = (totalmem() / 1024 ** 3).toFixed(0);
  return [
    `CPU: ${cpus().length} × ${model.trim()}`,
    `Memory: ${memory} GiB`,
    `System: ${type()} ${release()}, spool on ${await fileSystemOf(dir)}`,
    `Node: ${process.version}`,
    `Commit: ${await commit()}`,
    `Date: ${new Date().toISOString().slice(0, 10)}`,
    `Load before the start: ${loadavg()[0]?.toFixed(2)}`,
  ];
}

/** `statfs` knows numbers only; these are the ones on which a spool may lie. */
const FILE_SYSTEMS: ReadonlyMap<number, string> = new Map([
  [0xef53, "ext4"],
  [0x58465342, "xfs"],
  [0x9123683e, "btrfs"],
  [0x794c7630, "overlayfs"],
  [0x01021994, "tmpfs, which is memory"],
]);

async function fileSystemOf(dir: string): Promise<string> {
  const { type: number } = await statfs(dir);
  return FILE_SYSTEMS.get(number) ?? `a file system of type 0x${number.toString(16)}`;
}

async function commit(): Promise<string> {
  const git = async (...args: string[]) => {
    const { stdout } = await promisify(execFile)("git", args, { cwd: import.meta.dirname });
    return stdout.trim();
  };
  try {
    const changed = await git("status", "--porcelain", "--", "../src", ".");
    return `${await git("rev-parse", "--short", "HEAD")}${changed === "" ? "" : ", with changes"}`;
  } catch {
    // A release without its history.
    return "unknown";
  }
}
