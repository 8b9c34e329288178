/**
 * `docs/operations/limits.md`: every limit with its number, where the number comes from, and, of
 * those that somebody may hit, what happens then. The numbers are the code's own, the derivations
 * the comments beside them, the defaults the schema's; so the page cannot say anything else.
 */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { assert } from "../base/assert.ts";
import { limits } from "../base/limits.ts";
import { settableFields } from "../config/fields.ts";
import { valueText } from "../config/print.ts";
import { formatBytes } from "../config/values.ts";
import { type Guard, guardGroups } from "./limit-guards.ts";

const SOURCES = join(import.meta.dirname, "..", "base", "limits");

/** A limit as its file has it; `why` is the comment before it, or before those it stands with. */
type Stated = { readonly file: string; readonly name: string; readonly why: string };

export function limitsPage(): readonly string[] {
  const stated = statedLimits();
  const whyOf = new Map(stated.map(({ name, why }) => [name, why]));
  return [
    "Everything has a limit: whoever sends too much, asks too much or stays too long meets it, and",
    "nobody else does. What is named by a key of the configuration can be set; the others are fixed.",
    "The order of values decides what happens: a link is never slowed or ended by a limit of whoever",
    "records or looks, and nothing goes missing from the record without a count.",
    "",
    "A frame has no limit of its own: on a transparent route it is relayed whatever its length, and",
    "nothing is allocated by what a header promises. What is bounded is the copy.",
    "",
    ...guardGroups.flatMap(({ title, guards }) => [
      `## ${title}`,
      "",
      "| limit | default | why this number | when it is hit | where it is seen |",
      "|---|---|---|---|---|",
      ...guards.map((guard) => guardRow(guard, whyOf)),
      "",
    ]),
    "## All limits",
    "",
    "Of one process each, where nothing else is said. The names are those of the code.",
    "",
    ...[...Map.groupBy(stated, ({ file }) => file)].flatMap(([file, own]) => [
      `### ${file}`,
      "",
      "| limit | value | what it bounds, and why so |",
      "|---|---|---|",
      ...own.map(({ name, why }) => row([`\`${name}\``, textOfLimit(name), why])),
      "",
    ]),
  ];
}

function guardRow({ limit, key, hit, seen }: Guard, whyOf: ReadonlyMap<string, string>): string {
  const why = whyOf.get(limit);
  assert(why !== undefined, `base/limits has ${limit}`);
  const shown = key === undefined ? `${textOfLimit(limit)} (fixed)` : defaultOf(key);
  return row([`\`${key ?? limit}\``, shown, why, hit, seen]);
}

function defaultOf(key: string): string {
  const field = settableFields.find(({ path }) => path === key);
  assert(field !== undefined, `the configuration has ${key}`);
  return `\`${valueText(field, field.fallback) ?? ""}\`${unitOf(key)}`;
}

function textOfLimit(name: string): string {
  const value = new Map<string, unknown>(Object.entries(limits)).get(name);
  assert(typeof value === "number", `${name} is a number`);
  if (/Bytes/.test(name) && Number.isInteger(value)) return formatBytes(value);
  const text = Number.isInteger(value) ? value.toLocaleString("en-US") : value.toFixed(3);
  return `${text}${unitOf(name)}`;
}

/** By the last word of a name, as the style guide has them. */
function unitOf(name: string): string {
  const [, unit] = /(Ms|Seconds|Hours|Days|Chars|Pages)(?:Max|Min)*$/.exec(name) ?? [];
  const units = { Ms: " ms", Seconds: " s", Hours: " h", Days: " days", Chars: " characters" };
  return Object.entries(units).find(([word]) => word === unit)?.[1] ?? "";
}

function row(cells: readonly string[]): string {
  return `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
}

/** In the order of the files and of the lines in them. */
export function statedLimits(): readonly Stated[] {
  const files = readdirSync(SOURCES).filter((name) => /^(?!units)[a-z]+\.[jt]s$/.test(name));
  return files.toSorted().flatMap((file) => {
    const text = readFileSync(join(SOURCES, file), "utf8");
    const pattern = /\/\*\*([\s\S]*?)\*\/|^ {2}(\w+): /gm;
    const stated: Stated[] = [];
    let why = "";
    for (const [, comment, name] of text.slice(text.indexOf("export const")).matchAll(pattern)) {
      if (name === undefined) why = plain(comment ?? "");
      else stated.push({ file: file.replace(/\.[jt]s$/, ""), name, why });
    }
    return stated;
  });
}

function plain(comment: string): string {
  return comment
    .split("\n")
    .map((line) => line.replace(/^\s*\*? ?/, "").trim())
    .join(" ")
    .trim();
}
