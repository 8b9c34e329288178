/** A file system of its own with next to no room (tmpfs), to be filled up and freed by tests. */
import { execFileSync } from "node:child_process";
import { mkdir, open, rm } from "node:fs/promises";
import { join } from "node:path";
import { systemCodeOf } from "../../src/base/errors.ts";
import { whenOver } from "./lifetime.ts";

export type SmallDisk = {
  /** From now on there is room for `leftBytes`. */
  readonly fill: (leftBytes?: number) => Promise<void>;
  readonly free: () => Promise<void>;
};

const MIB = 1 << 20;

/** Mounting is the superuser's, on Linux. */
export const canMount = process.platform === "linux" && process.getuid?.() === 0;

export async function smallDisk(dir: string, sizeMiB = 4): Promise<SmallDisk> {
  await mkdir(dir, { recursive: true });
  execFileSync("mount", ["-t", "tmpfs", "-o", `size=${sizeMiB}m`, "tmpfs", dir]);
  whenOver(() => void execFileSync("umount", ["-l", dir]));
  const filler = join(dir, "filler");
  return {
    async fill(leftBytes = 0) {
      const file = await open(filler, "w");
      try {
        const room = sizeMiB * MIB;
        await file.writeFile(Buffer.alloc(room)).catch((thrown: unknown) => {
          if (systemCodeOf(thrown) !== "ENOSPC") throw thrown;
        });
        await file.truncate((await file.stat()).size - leftBytes);
      } finally {
        await file.close();
      }
    },
    free: () => rm(filler),
  };
}
