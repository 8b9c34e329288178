import { expect, it } from "vitest";
import { filesBelow, read } from "./source-tree.ts";

const LINES_PER_FILE_MAX = 400;
const LINES_PER_FUNCTION_MAX = 70;
const COLUMNS_MAX = 100;

/**
 * Functions that begin at the start of a line and end with a closing brace in the same column: the
 * formatter guarantees that shape.
 */
function functionsOf(text: string): { name: string; lines: number }[] {
  const lines = text.split("\n");
  const found: { name: string; lines: number }[] = [];
  lines.forEach((line, index) => {
    const head = /^(\s*)(?:export )?(?:async )?(?:function\*? (\w+)|const (\w+) = .*=> \{$)/.exec(
      line,
    );
    if (head === null) return;
    const indent = head[1] ?? "";
    const end = lines.findIndex(
      (later, at) =>
        at > index &&
        /^\}[;,)]*/.test(later.slice(indent.length)) &&
        later.startsWith(`${indent}}`),
    );
    if (end > 0) found.push({ name: head[2] ?? head[3] ?? "?", lines: end - index + 1 });
  });
  return found;
}

const sources = [
  ...filesBelow("src", [".ts", ".tsx", ".js", ".css"]),
  ...filesBelow("test", [".ts"]),
  ...filesBelow("bench", [".ts"]),
  ...filesBelow("soak", [".ts"]),
];

it(`no file has more than ${LINES_PER_FILE_MAX} lines`, () => {
  const long = sources
    .map((path) => ({ path, lines: read(path).split("\n").length - 1 }))
    .filter(({ lines }) => lines > LINES_PER_FILE_MAX);
  expect(long).toEqual([]);
  expect(sources.length).toBeGreaterThan(50);
});

it(`no function of the sources has more than ${LINES_PER_FUNCTION_MAX} lines`, () => {
  const long = filesBelow("src", [".ts"]).flatMap((path) =>
    functionsOf(read(path))
      .filter(({ lines }) => lines > LINES_PER_FUNCTION_MAX)
      .map(({ name, lines }) => `${path}: ${name} has ${lines} lines`),
  );
  expect(long).toEqual([]);
});

it(`no line of code is wider than ${COLUMNS_MAX} columns, strings and links excepted`, () => {
  const wide = filesBelow("src", [".ts"]).flatMap((path) =>
    read(path)
      .split("\n")
      .map((line, index) => ({ line, at: `${path}:${index + 1}` }))
      .filter(({ line }) => line.length > COLUMNS_MAX && !/["'`]|https?:/.test(line))
      .map(({ at }) => at),
  );
  expect(wide).toEqual([]);
});
