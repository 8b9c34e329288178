import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { newLinkId } from "../../../src/base/ids.ts";
import { realDisk } from "../../../src/spool/disk.ts";
import { readCheckpoint, writeCheckpoint } from "../../../src/translate/shadow/checkpoint.ts";
import { tempDir } from "../../support/temp-dir.ts";

it("is read as it was written, again and again", async () => {
  const path = join(await tempDir(), "shadow", "checkpoint.json");
  expect(await readCheckpoint(path, realDisk)).toBeNull();
  const links = [{ linkId: newLinkId(), target: "/ocpp/CP-1", instance: "tap.2" }];
  for (const offset of [0, 77]) {
    const positions = new Map([1, 2].map((worker) => [worker, { segment: 3, offset }] as const));
    const checkpoint = { positions, links };
    await writeCheckpoint(path, checkpoint, realDisk);
    expect(await readCheckpoint(path, realDisk)).toEqual(checkpoint);
  }
});

it.each([
  ["", null],
  ["{", null],
  ["[]", null],
  ['{"position":{"segment":-1,"offset":0},"links":[]}', null],
  ['{"position":{"segment":1,"offset":0}}', null],
  ['{"positions":[{"worker":1,"segment":1}],"links":[]}', null],
])("%s is no reason not to begin", async (text, wanted) => {
  const dir = await tempDir();
  await mkdir(dir, { recursive: true });
  await writeFile(join(dir, "checkpoint.json"), text);
  expect(await readCheckpoint(join(dir, "checkpoint.json"), realDisk)).toEqual(wanted);
});

it("is read as of the first spool where an older version wrote it", async () => {
  const path = join(await tempDir(), "checkpoint.json");
  const linkId = newLinkId();
  const links = [7, { linkId: "x" }, null, { linkId, target: "/CP-1" }];
  await writeFile(path, JSON.stringify({ position: { segment: 1, offset: 9 }, links }));
  expect(await readCheckpoint(path, realDisk)).toEqual({
    positions: new Map([[1, { segment: 1, offset: 9 }]]),
    links: [{ linkId, target: "/CP-1", instance: null }],
  });
});
