import { readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { readStart, realDisk, replaceFile, writeWhole } from "../../src/spool/disk.ts";
import { createFaultyDisk } from "../support/faulty-disk.ts";
import { tempDir } from "../support/temp-dir.ts";

it("writes at a position, reads it back, and knows the size", async () => {
  const path = join(await tempDir(), "a");
  const file = await realDisk.create(path);
  await file.write(Buffer.from("xxhello"), { from: 2, length: 5, position: 3 });
  await file.sync();
  await file.close();
  expect(await realDisk.sizeOf(path)).toBe(8);
  const reading = await realDisk.openToRead(path);
  expect(await readStart(reading, 100)).toEqual(Buffer.from("\0\0\0hello"));
  await reading.close();
});

it("creates files and directories for their owner only", async () => {
  const dir = join(await tempDir(), "deep", "spool");
  await realDisk.makeDir(dir);
  await (await realDisk.create(join(dir, "a"))).close();
  expect((await stat(dir)).mode & 0o777).toBe(0o700);
  expect((await stat(join(dir, "a"))).mode & 0o777).toBe(0o600);
  await realDisk.syncDir(dir);
});

it("lists nothing and unlinks nothing where nothing is", async () => {
  const dir = await tempDir();
  expect(await realDisk.list(join(dir, "absent"))).toEqual([]);
  await realDisk.unlink(join(dir, "absent"));
  await writeFile(join(dir, "there"), "");
  expect(await realDisk.list(dir)).toEqual(["there"]);
});

it("rejects with the system's code", async () => {
  await expect(realDisk.openToRead("/nowhere/at-all")).rejects.toMatchObject({ code: "ENOENT" });
  await expect(realDisk.create("/nowhere/at-all")).rejects.toMatchObject({ code: "ENOENT" });
  await expect(realDisk.list("/dev/null")).rejects.toMatchObject({ code: "ENOTDIR" });
});

it("reports the system's own ENOSPC", async () => {
  const full = await realDisk.create("/dev/full");
  const span = { from: 0, length: 3, position: 0 };
  await expect(full.write(Buffer.from("abc"), span)).rejects.toMatchObject({ code: "ENOSPC" });
  await full.close();
});

it("writes a whole buffer through short writes, and gives up where nothing fits", async () => {
  const disk = createFaultyDisk();
  disk.writeBytesMax = 2;
  const path = join(await tempDir(), "a");
  const file = await disk.create(path);
  await writeWhole(file, Buffer.from("hello"), 0);
  expect(disk.counts.writes).toBe(3);
  disk.bytesLeft = 1;
  await expect(writeWhole(file, Buffer.from("rest"), 5)).rejects.toMatchObject({ code: "ENOSPC" });
  await file.close();
  expect(await realDisk.sizeOf(path)).toBe(6);
});

it("replaces a file by all of another, or not at all, and leaves no draft", async () => {
  const disk = createFaultyDisk();
  const dir = await tempDir();
  const path = join(dir, "a");
  const parts = (text: string) => text.split(" ").map((part) => Buffer.from(part));
  expect(await replaceFile(path, parts("first of all"), disk)).toBe(10);
  disk.bytesLeft = 7;
  await expect(replaceFile(path, parts("second of all"), disk)).rejects.toMatchObject({
    code: "ENOSPC",
  });
  expect(await readFile(path, "utf8")).toBe("firstofall");
  expect(await realDisk.list(dir)).toEqual(["a"]);
});
