import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { whenOver } from "./lifetime.ts";

/** A directory of the running test's own, removed when it has finished. */
export async function tempDir(): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), "ocpptap-test-"));
  whenOver(() => rm(dir, { recursive: true, force: true }));
  return dir;
}
