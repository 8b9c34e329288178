/**
 * Overrides in a file: those of the embedded board, and what a relay last knew of Redis'. Written
 * beside it and moved into its place, so that it is always whole. A file that cannot be read is
 * told as such: no overrides are something else than unknown ones.
 */
import { randomUUID } from "node:crypto";
import { mkdir, open, readFile, rename, rm } from "node:fs/promises";
import { dirname } from "node:path";
import { OperationalError, problemOf, systemCodeOf } from "../base/errors.ts";
import { limits } from "../base/limits.ts";
import type { OverrideTexts } from "./board.ts";

/** None where there is no such file. */
export async function readOverrides(path: string): Promise<OverrideTexts> {
  try {
    const text = await readFile(path, "utf8");
    return parseOverrides(text) ?? refuse(path, "it was not written by ocpptap");
  } catch (thrown) {
    if (systemCodeOf(thrown) === "ENOENT") return { version: 0, texts: new Map() };
    if (thrown instanceof OperationalError) throw thrown;
    return refuse(path, problemOf(thrown));
  }
}

export async function writeOverrides(path: string, overrides: OverrideTexts): Promise<void> {
  const { version, texts } = overrides;
  const beside = `${path}.${randomUUID()}`;
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  try {
    // A URL may hold a password.
    const file = await open(beside, "wx", 0o600);
    try {
      await file.writeFile(JSON.stringify({ version, texts: [...texts] }));
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(beside, path);
  } catch (thrown) {
    await rm(beside, { force: true });
    throw thrown;
  }
  const dir = await open(dirname(path), "r");
  try {
    await dir.sync();
  } finally {
    await dir.close();
  }
}

/** Also of the embedded board's answer. Null for what is none. */
export function parseOverrides(text: string): OverrideTexts | null {
  try {
    const { version, texts } = JSON.parse(text) as { version?: unknown; texts?: unknown };
    if (typeof version !== "number" || !Array.isArray(texts)) return null;
    const isEach = texts.every(
      (each: unknown) => Array.isArray(each) && each.length === 2 && each.every(isText),
    );
    if (!isEach || texts.length > limits.overridesMax) return null;
    return { version, texts: new Map(texts as (readonly [string, string])[]) };
  } catch {
    return null;
  }
}

function isText(value: unknown): value is string {
  return typeof value === "string";
}

function refuse(path: string, problem: string): never {
  throw new OperationalError("OVERRIDES_UNREADABLE", { path, problem });
}
