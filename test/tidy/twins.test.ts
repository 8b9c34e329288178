import { existsSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { filesBelow, read, root } from "./source-tree.ts";

/** Kinds of tests that belong to no single source file. */
const FREE = [
  "system",
  "property",
  "golden",
  "browser",
  "tidy",
  "support",
  "grafana",
  "deploy",
  "soak",
  "fuzz",
  "supply",
];

/** Sources without a twin, each with its reason. Never more than five. */
const EXCEPTIONS: Readonly<Record<string, string>> = {
  "src/roles/store.ts":
    "its end is the end of its process; test/system/faults/kill.test.ts kills it",
  "src/app.ts": "wires what has tests of its own; every system test runs it",
};

const twinOf = (source: string) => source.replace(/^src\//, "test/").replace(/\.ts$/, "");

it("every test has the source it speaks of", () => {
  const tests = filesBelow("test", [".test.ts"]).filter(
    (path) => !FREE.includes(path.split("/")[1] ?? ""),
  );
  const orphans = tests.filter(
    (path) =>
      !existsSync(
        join(root, path.replace(/^test\//, "src/").replace(/(\.int)?\.test\.ts$/, ".ts")),
      ),
  );
  expect(orphans).toEqual([]);
  expect(tests.length).toBeGreaterThan(20);
});

it("every source with a function of its own has a test", () => {
  const lonely = filesBelow("src", [".ts"]).filter(
    (path) =>
      /^export (async )?(function|class|const \w+ = (async )?\()/m.test(read(path)) &&
      // What draws is driven in a real browser, page by page: test/browser.
      !/^src\/ui\/(parts|pages)\//.test(path) &&
      !existsSync(join(root, `${twinOf(path)}.test.ts`)) &&
      !existsSync(join(root, `${twinOf(path)}.int.test.ts`)) &&
      !Object.hasOwn(EXCEPTIONS, path),
  );
  expect(lonely).toEqual([]);
  expect(Object.keys(EXCEPTIONS).length).toBeLessThanOrEqual(5);
});
