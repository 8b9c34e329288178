import { expect, it } from "vitest";
import { filesBelow, read } from "./source-tree.ts";

const documents = [
  ...["README.md", "CHANGELOG.md", "SECURITY.md", "CONTRIBUTING.md"],
  ...filesBelow("docs", [".md"]),
];
const everything = [
  ...filesBelow("src", [".ts", ".sql", ".html", ".css", ".js"]),
  ...filesBelow("test", [".ts"]),
  ...filesBelow("bench", [".ts"]),
  ...filesBelow("soak", [".ts"]),
  ...documents,
];

/** The text without fenced code, in which `#` begins comments. */
const prose = (path: string) => read(path).replace(/^```[\s\S]*?^```/gm, "");

it("every document has exactly one H1", () => {
  const wrong = documents.filter((path) => (prose(path).match(/^# /gm) ?? []).length !== 1);
  expect(wrong).toEqual([]);
  expect(documents.length).toBeGreaterThan(8);
});

it("links between documents lead somewhere", () => {
  const known = new Set([...everything, ...filesBelow(".", [""])]);
  const broken = documents.flatMap((path) =>
    [...prose(path).matchAll(/\]\(([^)#\s]+)(?:#[^)]*)?\)/g)]
      .map((match) => match[1] ?? "")
      .filter((target) => !/^[a-z]+:/.test(target))
      .map((target) => new URL(target, `file:///${path}`).pathname.slice(1))
      .filter(
        (target) =>
          !known.has(target) &&
          ![...known].some((p) => p.startsWith(`${target.replace(/\/$/, "")}/`)),
      )
      .map((target) => `${path} → ${target}`),
  );
  expect(broken).toEqual([]);
});

it("nothing is marked as unfinished, but with the number of its issue", () => {
  const fixme = new RegExp(`\\b${"FIX"}ME\\b|\\b${"TO"}DO\\b(?!\\(#\\d+\\))`);
  expect(everything.filter((path) => fixme.test(read(path)))).toEqual([]);
});

it("decision records are short", () => {
  const long = filesBelow("docs/decisions", [".md"]).filter(
    (path) => read(path).split("\n").length > 61,
  );
  expect(long).toEqual([]);
});

it("no test is switched off", () => {
  const marks = new RegExp(`\\b(it|describe|test)\\.(${"skip"}|${"only"})\\b`);
  expect(filesBelow("test", [".ts"]).filter((path) => marks.test(read(path)))).toEqual([]);
});
