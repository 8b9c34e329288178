/**
 * `run/store.json`: where the embedded engine listens and with which credentials. The store role
 * writes it, readable by the owner alone; the other roles of this machine read it.
 */
import { readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { systemCodeOf } from "../base/errors.ts";

const account = z.strictObject({ user: z.string().min(1), password: z.string().min(1) });

const storeFileSchema = z.strictObject({
  url: z.url(),
  recorder: account,
  reader: account,
  database: z.string().min(1),
});

export type StoreFile = z.output<typeof storeFileSchema>;

export function storeFilePath(runDir: string): string {
  return join(runDir, "store.json");
}

/** Null where there is none, or none that can be understood: its writer then makes a new one. */
export async function readStoreFile(runDir: string): Promise<StoreFile | null> {
  let text: string;
  try {
    text = await readFile(storeFilePath(runDir), "utf8");
  } catch (thrown) {
    if (systemCodeOf(thrown) === "ENOENT") return null;
    throw thrown;
  }
  return parseStoreFile(text);
}

export function parseStoreFile(text: string): StoreFile | null {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return null;
  }
  return storeFileSchema.safeParse(value).data ?? null;
}

/** Whole or not at all: readers may look at any moment. */
export async function writeStoreFile(runDir: string, file: StoreFile): Promise<void> {
  const path = storeFilePath(runDir);
  const next = `${path}.next`;
  await rm(next, { force: true });
  await writeFile(next, `${JSON.stringify(file, null, 2)}\n`, { mode: 0o600, flag: "wx" });
  await rename(next, path);
}
