import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { readUiFiles } from "../../src/console/ui-files.ts";
import { tempDir } from "../support/temp-dir.ts";

it("gives files as they are, and the app for every page of it", async () => {
  const dir = await tempDir();
  await mkdir(join(dir, "assets"));
  await writeFile(join(dir, "index.html"), "<p>app");
  await writeFile(join(dir, "assets", "main-1a.js"), "1");
  const files = await readUiFiles([join(dir, "missing"), dir]);
  expect(files.find("")?.body.toString()).toBe("<p>app");
  expect(files.find("stations/CP-7")?.type).toMatch(/^text\/html/);
  expect(files.find("assets/main-1a.js")).toMatchObject({ isImmutable: true });
  expect(files.find("assets/../../secret.js")).toBeNull();
  expect(files.find("assets/other.js")).toBeNull();
  expect(files.find("favicon.ico")).toBeNull();
  expect(files.find("stations/CP.7")?.type).toMatch(/^text\/html/);
});

it("says how to build it where it is not built", async () => {
  const files = await readUiFiles([join(await tempDir(), "missing")]);
  expect(files.find("stations")?.body.toString()).toContain("npm run build:ui");
});
