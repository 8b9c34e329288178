/** `npm run grafana`: writes what is generated from this folder. A test compares. */
import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { generatedFiles } from "./files.ts";

for (const [path, text] of generatedFiles()) {
  const file = join(import.meta.dirname, "..", "..", path);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, text);
  process.stdout.write(`${path}\n`);
}
