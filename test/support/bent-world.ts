/** The test's end of `faulty-world.ts`: the environment to serve with, and what to bend. */
import { rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { FaultyWorld } from "./faulty-world.ts";
import { tempDir } from "./temp-dir.ts";

export type BentWorld = {
  readonly env: Readonly<Record<string, string>>;
  /** In force within 20 ms of its end. */
  readonly bend: (world: FaultyWorld) => Promise<void>;
};

export async function bentWorld(): Promise<BentWorld> {
  const file = join(await tempDir(), "world.json");
  const program = pathToFileURL(join(import.meta.dirname, "faulty-world.ts"));
  const bend = async (world: FaultyWorld) => {
    await writeFile(`${file}.new`, JSON.stringify(world));
    await rename(`${file}.new`, file);
  };
  await bend({});
  return { env: { NODE_OPTIONS: `--import=${program}`, FAULTY_WORLD_FILE: file }, bend };
}
