import { readdir, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { newLinkId } from "../../src/base/ids.ts";
import { type Disk, realDisk } from "../../src/spool/disk.ts";
import { openFollower } from "../../src/spool/follower.ts";
import { sealedDisk } from "../../src/spool/sealed-disk.ts";
import { createFaultyDisk } from "../support/faulty-disk.ts";
import { messageOf, openTestWriter } from "../support/spool.ts";
import { tempDir } from "../support/temp-dir.ts";

const key = Buffer.alloc(32, 7);
const on = (disk: Disk) => sealedDisk(disk, { key, isOn: true });
const PLANTED = "planted-secret-value";

async function written(dir: string, disk: Disk, writeBytesMax?: number) {
  const linkId = newLinkId();
  const writer = await openTestWriter(dir, { segmentBytesMax: 64 * 1024 }, disk);
  const payload = Buffer.from(`[2,"1","X",{"password":"${PLANTED}"}]`);
  for (let seq = 1; seq <= 2000; seq += 1) {
    writer.append(messageOf(linkId, seq, { payload }));
    if (seq % 100 === 0 || writeBytesMax !== undefined) await writer.written();
  }
  await writer.close();
}

async function read(dir: string, disk: Disk) {
  const follower = openFollower({ dir, from: null }, { disk, observe: () => undefined });
  const seqs: number[] = [];
  let damaged = 0;
  try {
    for (;;) {
      const found = await follower.read({ recordsMax: 333, bytesMax: 64 * 1024, waitMs: 0 });
      for (const record of found.records) {
        if (record.kind === "message") seqs.push(record.seq);
        if (record.kind === "message") expect(String(record.payload)).toContain(PLANTED);
      }
      for (const range of found.damaged ?? []) damaged += range.bytes;
      if (found.records.length === 0 && !found.damaged) return { seqs, damaged };
    }
  } finally {
    await follower.close();
  }
}

const all = Array.from({ length: 2000 }, (_, index) => index + 1);

it("nothing of a payload can be read in the files, and every record through the disk", async () => {
  const dir = await tempDir();
  await written(dir, on(realDisk));
  for (const name of await readdir(dir)) {
    const path = join(dir, name);
    expect((await readFile(path)).includes(PLANTED), name).toBe(false);
    if (name.endsWith(".seg")) expect((await stat(path)).mode & 0o777).toBe(0o600);
  }
  expect(await read(dir, on(realDisk))).toEqual({ seqs: all, damaged: 0 });
});

it("a disk that takes a few bytes at a time changes nothing", async () => {
  const dir = await tempDir();
  const faulty = createFaultyDisk();
  faulty.writeBytesMax = 37;
  faulty.isSyncFree = true;
  await written(dir, on(faulty), 37);
  expect((await read(dir, on(realDisk))).seqs).toEqual(all);
});

it("what was written without encryption is read, and encryption can be switched off", async () => {
  const dir = await tempDir();
  await written(dir, sealedDisk(realDisk, { key, isOn: false }));
  expect((await read(dir, on(realDisk))).seqs).toEqual(all);
  expect((await read(dir, realDisk)).seqs).toEqual(all);
  const sealed = await tempDir();
  await written(sealed, on(realDisk));
  expect((await read(sealed, sealedDisk(realDisk, { key, isOn: false }))).seqs).toEqual(all);
});

it("another key, or none, is told and is no damage", async () => {
  const dir = await tempDir();
  await written(dir, on(realDisk));
  const other = sealedDisk(realDisk, { key: Buffer.alloc(32, 8), isOn: true });
  await expect(read(dir, other)).rejects.toMatchObject({ code: "SPOOL_KEY_WRONG" });
  await expect(read(dir, realDisk)).rejects.toMatchObject({ code: "SPOOL_FORMAT_UNKNOWN" });
});

it("a flipped byte costs its record, and one in the header nothing", async () => {
  const dir = await tempDir();
  await written(dir, on(realDisk));
  const [name = ""] = (await readdir(dir)).filter((each) => each.endsWith(".seg")).sort();
  const bytes = await readFile(join(dir, name));
  for (const at of [20, 30_000]) bytes.writeUInt8(bytes.readUInt8(at) ^ 1, at);
  await writeFile(join(dir, name), bytes);
  const { seqs, damaged } = await read(dir, on(realDisk));
  expect(seqs).toHaveLength(1999);
  expect(damaged).toBeGreaterThan(0);
});
