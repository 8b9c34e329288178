import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { linksThatFit, readDescriptorLimit } from "../../src/relay/descriptors.ts";
import { tempDir } from "../support/temp-dir.ts";

it("reads the soft limit as Linux tells it, and null where it does not", async () => {
  const file = join(await tempDir(), "limits");
  await writeFile(
    file,
    "Limit  Soft Limit  Hard Limit  Units\nMax open files            1024   4096   files\n",
  );
  expect(await readDescriptorLimit(file)).toBe(1024);
  await writeFile(file, "Max open files            unlimited   unlimited   files\n");
  expect(await readDescriptorLimit(file)).toBeNull();
  expect(await readDescriptorLimit(`${file}.absent`)).toBeNull();
});

it("two descriptors a link, and some for everything else", () => {
  expect(linksThatFit(100_000, 1024)).toBe(480);
  expect(linksThatFit(100, 1024)).toBe(100);
  expect(linksThatFit(100, null)).toBe(100);
  expect(linksThatFit(100, 10)).toBe(1);
  expect(linksThatFit(100_000, 1024, 3)).toBe(320);
});
