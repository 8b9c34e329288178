import { chmod, mkdir, rm, stat, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { locateRunDir, openRunDir } from "../../src/observe/run-dir.ts";
import { tempDir } from "../support/temp-dir.ts";

describe("openRunDir", () => {
  it("makes a private directory, also out of an open one", async () => {
    const dataDir = join(await tempDir(), "a", "b");
    const { path } = await openRunDir(dataDir);
    expect(path).toBe(join(dataDir, "run"));
    expect((await stat(path)).mode & 0o777).toBe(0o700);
    await chmod(path, 0o777);
    await openRunDir(dataDir);
    expect((await stat(path)).mode & 0o777).toBe(0o700);
  });

  it("says that the data directory cannot be written", async () => {
    const file = join(await tempDir(), "file");
    await writeFile(file, "");
    for (const dir of [file, join(file, "below"), "/proc/ocpptap"]) {
      await expect(openRunDir(dir), dir).rejects.toMatchObject({
        code: "DATA_DIR_UNWRITABLE",
        message: expect.stringContaining(dir),
      });
    }
  });

  it("puts the sockets of a long path below the temporary directory, found again by anyone", async () => {
    const dataDir = join(await tempDir(), "x".repeat(120));
    const runDir = await openRunDir(dataDir);
    const socketDir = dirname(runDir.socketOf("relay"));
    onTestFinished(() => rm(socketDir, { recursive: true }));
    expect(dirname(socketDir)).toBe(tmpdir());
    expect((await stat(socketDir)).mode & 0o777).toBe(0o700);
    expect(Buffer.byteLength(runDir.socketOf("recorder"))).toBeLessThan(100);
    expect((await locateRunDir(dataDir)).socketOf("relay")).toBe(runDir.socketOf("relay"));
    expect((await openRunDir(`${dataDir}2`)).socketOf("relay")).not.toBe(runDir.socketOf("relay"));
    await rm(dirname((await locateRunDir(`${dataDir}2`)).socketOf("relay")), { recursive: true });
  });

  it("does not step into a trap in the temporary directory", async () => {
    const parent = await tempDir();
    const dataDir = join(parent, "x".repeat(120));
    await mkdir(dataDir);
    const trap = dirname((await locateRunDir(dataDir)).socketOf("relay"));
    await symlink(parent, trap);
    onTestFinished(() => rm(trap));
    await expect(openRunDir(dataDir)).rejects.toMatchObject({ code: "DATA_DIR_UNWRITABLE" });
  });

  it("finds the same sockets through a symbolic link", async () => {
    const parent = await tempDir();
    const runDir = await openRunDir(join(parent, "data"));
    await symlink(join(parent, "data"), join(parent, "alias"));
    const alias = await locateRunDir(join(parent, "alias"));
    expect(alias.socketOf("relay")).toBe(runDir.socketOf("relay"));
  });
});
