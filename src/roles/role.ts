/** The roles of a machine, and what each is started with. Types and names only. */
import type { Config } from "../config/schema.ts";
import type { Observer } from "../observe/observer.ts";
import type { RunDir } from "../observe/run-dir.ts";
import type { RunningRole } from "../supervise/child.ts";

/** In the order in which they are stopped: what is charging first, what holds the record last. */
export const roles = ["relay", "recorder", "shadow", "console", "store"] as const;
export type Role = (typeof roles)[number];

export type RoleContext = {
  readonly config: Config;
  readonly runDir: RunDir;
  readonly observer: Observer;
};

export type StartRole = (context: RoleContext) => Promise<RunningRole>;
