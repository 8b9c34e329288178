/** An input as a file, for checks of what reads files: there while it is read, and gone then. */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** `use` is given the file's folder; its name is the caller's. */
export async function withFile<Value>(
  name: string,
  bytes: Buffer,
  use: (dir: string) => Promise<Value>,
): Promise<Value> {
  const dir = await mkdtemp(join(tmpdir(), "ocpptap-fuzz-"));
  try {
    await writeFile(join(dir, name), bytes, { mode: 0o600 });
    return await use(dir);
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}
