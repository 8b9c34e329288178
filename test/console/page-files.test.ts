import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { readPageFiles } from "../../src/console/page-files.ts";

const dir = join(import.meta.dirname, "..", "..", "src", "console", "page");

it("every file of the page is served, and every file it asks for is there", async () => {
  const files = await readPageFiles();
  expect(files).toHaveLength((await readdir(dir)).length);
  const served = files.map(({ path }) => path);
  for (const { body } of files) {
    const asked = String(body).matchAll(/(?:src|href)="(\/[^"#?]*)"|from "\.(\/[^"]+)"/g);
    for (const [, link, module] of asked) {
      const path = link ?? module ?? "";
      if (!["/openapi.json", "/metrics", "/api/export"].includes(path))
        expect(served).toContain(path);
    }
  }
});

it("runs nothing that the content security policy would have to allow for it", async () => {
  for (const file of await readdir(dir)) {
    const text = await readFile(join(dir, file), "utf8");
    expect(text, file).not.toMatch(/innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(/);
    expect(text, file).not.toMatch(/<script(?![^>]* src=)|<style| style="| on\w+="/);
    expect(text, file).not.toMatch(/https?:\/\/(?!www\.w3\.org\/2000\/svg)/);
  }
});
