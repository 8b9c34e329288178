import { dirname, join, relative } from "node:path";
import { expect, it } from "vitest";
import { filesBelow, importsOf, read, root } from "./source-tree.ts";

/** The stages of a message's life; a folder imports only from folders before it. */
const ORDER = [
  "base", "ocpp", "config", "observe", "trust", "spool", "relay", "exchange", "sessions", "findings", "fleet", "disturbances",
  "translate", "backends", "store", "recorder", "check", "import", "query", "rehearse", "alerts", "cutover", "console", "simulate",
  "supervise",
  "roles", "cli", "app", "main",
]; // biome-ignore format: one list, read as a sentence

/** `src/relay/splice.ts` → `relay`; `src/app.ts` → `app`. */
function stageOf(path: string): string {
  return (path.split("/")[1] ?? "").replace(/\.ts$/, "");
}

it("every import of the sources goes to an earlier stage", () => {
  const breaches: string[] = [];
  const seen = new Set<string>();
  for (const path of filesBelow("src", [".ts"]).filter((each) => !each.startsWith("src/ui/"))) {
    const stage = stageOf(path);
    seen.add(stage);
    expect(ORDER, `${path} lies in a folder without a place in the order`).toContain(stage);
    for (const specifier of importsOf(read(path))) {
      if (!specifier.startsWith(".")) continue;
      const target = relative(root, join(root, dirname(path), specifier));
      expect(target.startsWith("src/"), `${path} imports ${specifier} from outside src`).toBe(true);
      if (ORDER.indexOf(stageOf(target)) > ORDER.indexOf(stage)) {
        breaches.push(`${path} imports ${target}`);
      }
    }
  }
  expect(breaches).toEqual([]);
  expect(seen.size, "the test saw the stages").toBeGreaterThan(10);
});

it("the browser app imports the console's contracts, itself, and its libraries only", () => {
  const breaches: string[] = [];
  for (const path of filesBelow("src/ui", [".ts", ".tsx"])) {
    for (const specifier of importsOf(read(path)).filter((each) => each.startsWith("."))) {
      const target = relative(root, join(root, dirname(path), specifier));
      const isOwn =
        target.startsWith("src/ui/") || /^src\/console\/([\w-]+-)?contract\.ts$/.test(target);
      if (!isOwn) breaches.push(`${path} imports ${target}`);
    }
  }
  expect(breaches).toEqual([]);
});

it("the environment is read in config/sources.ts only", () => {
  const readers = filesBelow("src", [".ts"]).filter((path) => /process\.env\b/.test(read(path)));
  expect(readers.filter((path) => path !== "src/config/sources.ts")).toEqual([]);
});

it("the process ends in main.ts only", () => {
  const enders = filesBelow("src", [".ts"]).filter((path) => /process\.exit\(/.test(read(path)));
  expect(enders.filter((path) => path !== "src/main.ts")).toEqual([]);
});
