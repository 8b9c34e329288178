import { rename, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { fileIdOf } from "../../src/fleet/file-messages.ts";
import { tempDir } from "../support/temp-dir.ts";

it("a file keeps its id when it is written to and renamed; another one has another", async () => {
  const dir = await tempDir();
  const idOf = async (name: string) => fileIdOf(await stat(join(dir, name), { bigint: true }));
  await writeFile(join(dir, "a"), "1");
  const id = await idOf("a");
  await writeFile(join(dir, "a"), "22");
  await rename(join(dir, "a"), join(dir, "b"));
  expect(await idOf("b")).toBe(id);
  await writeFile(join(dir, "a"), "1");
  expect(await idOf("a")).not.toBe(id);
});
