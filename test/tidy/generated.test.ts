import { expect, it } from "vitest";
import { referencePages } from "../../src/cli/program.ts";
import { read } from "./source-tree.ts";

it("the generated pages say what the code says; `npm run docs` writes them anew", () => {
  const pages = referencePages();
  for (const [path, text] of pages) expect(read(path), path).toBe(text);
  expect(pages.size).toBeGreaterThan(5);
});
