/**
 * Inputs that once broke a promise: `found/<target>/`, a file each. They are tried by every run of
 * the tests (`corpus.test.ts`); a new one comes with the change that mends its fault, and may be
 * given a name that says what it was.
 */
import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const root = join(import.meta.dirname, "found");

export type Found = { readonly name: string; readonly input: Buffer };

export function foundOf(target: string): readonly Found[] {
  const dir = join(root, target);
  return namesIn(dir).map((name) => ({ name, input: readFileSync(join(dir, name)) }));
}

/** Names of the targets that something was found of. */
export function foundTargets(): readonly string[] {
  return namesIn(root);
}

/** Returns the file. */
export function keepFound(target: string, input: Uint8Array): string {
  const file = join(root, target, fileNameOf(input));
  mkdirSync(join(root, target), { recursive: true });
  writeFileSync(file, input);
  return file;
}

export function fileNameOf(input: Uint8Array): string {
  return createHash("sha256").update(input).digest("hex").slice(0, 16);
}

function namesIn(dir: string): readonly string[] {
  try {
    return readdirSync(dir).sort();
  } catch {
    // Nothing was found yet.
    return [];
  }
}
