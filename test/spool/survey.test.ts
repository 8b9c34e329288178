import { mkdir, readdir, stat, unlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { newLinkId } from "../../src/base/ids.ts";
import { type Disk, realDisk } from "../../src/spool/disk.ts";
import { commitPosition } from "../../src/spool/ledger.ts";
import { surveySpool, surveySpools, together } from "../../src/spool/survey.ts";
import { messageOf, openTestWriter } from "../support/spool.ts";
import { tempDir } from "../support/temp-dir.ts";

async function written() {
  const data = await tempDir();
  const dir = join(data, "spool");
  const writer = await openTestWriter(dir);
  const linkId = newLinkId();
  for (let seq = 1; seq <= 100; seq++) writer.append(messageOf(linkId, seq));
  await writer.close();
  return { data, dir };
}

it("tells sizes, age, and what nobody has read", async () => {
  const { data, dir } = await written();
  const names = (await readdir(dir)).filter((name) => name.endsWith(".seg"));
  const sizes = await Promise.all(names.map(async (name) => (await stat(join(dir, name))).size));
  const bytes = sizes.reduce((sum, size) => sum + size, 0);
  const survey = await surveySpool(data, realDisk);
  expect(survey).toMatchObject({ segments: names.length, bytes, unreadBytes: bytes });
  expect(survey.oldestAtUs).toBeGreaterThan(1_700_000_000_000_000);
  const [first = ""] = names;
  const segment = Number.parseInt(first, 10);
  await commitPosition({ dir, consumer: "recorder" }, { segment, offset: 1_000 }, realDisk);
  expect((await surveySpool(data, realDisk)).unreadBytes).toBe(bytes - 1_000);
});

it("of no spool there is nothing to tell", async () => {
  expect(await surveySpool(await tempDir(), realDisk)).toEqual({
    ...{ segments: 0, bytes: 0, unreadBytes: 0, oldestAtUs: null },
  });
});

it("a segment that goes while it is measured counts as nothing", async () => {
  const { data, dir } = await written();
  const going: Disk = {
    ...realDisk,
    async list(path) {
      const names = await realDisk.list(path);
      if (path === dir) for (const name of names) await unlink(join(dir, name)).catch(() => null);
      return names;
    },
  };
  expect(await surveySpool(data, going)).toMatchObject({ bytes: 0, oldestAtUs: null });
});

it("a damaged header has no age", async () => {
  const data = await tempDir();
  await mkdir(join(data, "spool"));
  await writeFile(join(data, "spool", "000000000002.seg"), "x".repeat(200));
  expect(await surveySpool(data, realDisk)).toMatchObject({ segments: 1, oldestAtUs: null });
});

it("tells of each spool of a data directory, and of all together", async () => {
  const { data } = await written();
  const writer = await openTestWriter(join(data, "spool.2"));
  await writer.close();
  const spools = await surveySpools(data, realDisk);
  expect(spools.map(({ worker }) => worker)).toEqual([1, 2]);
  const all = await surveySpool(data, realDisk);
  expect(all).toEqual(together(spools));
  expect(all.bytes).toBe((spools[0]?.bytes ?? 0) + (spools[1]?.bytes ?? 0));
});
