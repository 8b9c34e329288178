import { truncate } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { newGroup } from "../../src/alerts/group.ts";
import { alertsDir, noMemory, readMemory, writeMemory } from "../../src/alerts/memory.ts";
import { realDisk } from "../../src/spool/disk.ts";
import { tempDir } from "../support/temp-dir.ts";
import { NOON_US, notice } from "./samples.ts";

const group = newGroup("faults", { key: "k", parts: {} }, { nowUs: NOON_US, foundUs: NOON_US });
group.stations.set("hash", NOON_US);
const place = { us: NOON_US, key: "18446744073709551615" };
const memory = {
  followed: { place, floor: { us: 0, key: "0" }, seen: [place] },
  groups: [group],
  waiting: [
    { receiver: "a", notice: notice(), sinceUs: NOON_US, tries: 1, refusals: 0, nextUs: NOON_US },
  ],
};

it("remembers all together, and nothing before the first time", async () => {
  const data = await tempDir();
  expect(await readMemory(data, realDisk)).toEqual({ memory: noMemory, isLost: false });
  await writeMemory(data, memory, realDisk);
  expect(await readMemory(data, realDisk)).toEqual({ memory, isLost: false });
});

it("believes no damaged file, and says so", async () => {
  const data = await tempDir();
  await readMemory(data, realDisk);
  await writeMemory(data, memory, realDisk);
  await truncate(join(alertsDir(data), "memory"), 100);
  expect(await readMemory(data, realDisk)).toEqual({ memory: noMemory, isLost: true });
});
