/**
 * A book of the board in a file: those of the embedded board, and what a relay last knew of Redis'.
 * Written beside it and moved into its place, so that it is always whole. A file that cannot be
 * read is told as such: no overrides are something else than unknown ones.
 */
import { randomUUID } from "node:crypto";
import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { type ErrorCode, OperationalError, problemOf, systemCodeOf } from "../base/errors.ts";
import { realDisk, replaceFile } from "../spool/disk.ts";
import { type BookName, type BookTexts, bookEntriesMax, EMPTY_BOOK } from "./board.ts";

const unreadableCodes = {
  overrides: "OVERRIDES_UNREADABLE",
  faults: "FAULTS_UNREADABLE",
  plans: "PLANS_UNREADABLE",
} as const satisfies Record<BookName, ErrorCode>;

export function unreadableCode(book: BookName): ErrorCode {
  return unreadableCodes[book];
}

export function bookFileIn(dir: string, book: BookName): string {
  return join(dir, `${book}.json`);
}

/** None where there is no such file. */
export async function readBook(path: string, book: BookName): Promise<BookTexts> {
  const refuse = (problem: string) =>
    new OperationalError(unreadableCodes[book], { path, problem });
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (thrown) {
    if (systemCodeOf(thrown) === "ENOENT") return EMPTY_BOOK;
    throw refuse(problemOf(thrown));
  }
  const parsed = parseBook(text, book);
  if (parsed === null) throw refuse("it was not written by ocpptap");
  return parsed;
}

export async function writeBook(path: string, { version, texts }: BookTexts): Promise<void> {
  const text = Buffer.from(JSON.stringify({ version, texts: [...texts] }));
  await realDisk.makeDir(dirname(path));
  await replaceFile(path, [text], realDisk, `${path}.${randomUUID()}`);
}

/** Also of the embedded board's answer. Null for what is none. */
export function parseBook(text: string, book: BookName): BookTexts | null {
  try {
    const { version, texts } = JSON.parse(text) as { version?: unknown; texts?: unknown };
    if (typeof version !== "number" || !Array.isArray(texts)) return null;
    const isEach = texts.every(
      (each: unknown) => Array.isArray(each) && each.length === 2 && each.every(isText),
    );
    if (!isEach || texts.length > bookEntriesMax[book]) return null;
    return { version, texts: new Map(texts as (readonly [string, string])[]) };
  } catch {
    return null;
  }
}

function isText(value: unknown): value is string {
  return typeof value === "string";
}
