import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import type { TapEvent } from "../../src/observe/events.ts";
import { followFiles } from "../../src/trust/followed-files.ts";
import { tempDir } from "../support/temp-dir.ts";
import { until } from "../support/until.ts";

it("takes over what has changed, and tells what cannot be used, once", async () => {
  const file = join(await tempDir(), "a");
  await writeFile(file, "1");
  const events: TapEvent[] = [];
  let reads = 0;
  const read = async () => {
    reads += 1;
    if (reads === 2) throw new Error("broken");
  };
  const source = { what: "a", files: [file], read };
  const files = await followFiles([source], (event) => void events.push(event), 5);
  await files.reload();
  expect(reads).toBe(0);
  await writeFile(file, "22");
  await until(() => reads === 1, "the watch has seen it");
  await writeFile(file, "333");
  await files.reload();
  await files.reload();
  files.close();
  expect(events).toEqual([
    { name: "trustFilesRead", what: "a" },
    { name: "trustFilesUnusable", what: "a", problem: "broken" },
  ]);
});
