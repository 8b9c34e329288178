/** What a role is started with, on a data directory of the test's own. */
import { PassThrough } from "node:stream";
import { configSchema } from "../../src/config/schema.ts";
import { createObserver } from "../../src/observe/observer.ts";
import { openRunDir } from "../../src/observe/run-dir.ts";
import type { RoleContext } from "../../src/roles/role.ts";
import { tempDir } from "../support/temp-dir.ts";

export async function contextFor(given: object): Promise<RoleContext> {
  const data = await tempDir();
  const config = configSchema.parse({ data, ...given });
  const out = new PassThrough();
  out.resume();
  return {
    config,
    runDir: await openRunDir(data),
    observer: createObserver({ role: "test", level: "error", format: "json", out }),
  };
}
