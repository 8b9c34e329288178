/** The processes of the roles, and what each is started with. */
import { constants, getPriority, setPriority } from "node:os";
import { limits } from "../base/limits.ts";
import { type Role, roles } from "../config/roles.ts";
import type { Config } from "../config/schema.ts";
import { relayNameOf } from "../config/workers.ts";
import type { Observer } from "../observe/observer.ts";
import type { RunDir } from "../observe/run-dir.ts";
import type { RunningRole } from "../supervise/child.ts";

export type RoleContext = {
  readonly config: Config;
  readonly runDir: RunDir;
  readonly observer: Observer;
  /** Of the relay: which of its processes, from 1. Absent: the first. */
  readonly worker?: number;
};

/** One process: of most roles there is one, of the relay as many as it has workers. */
export type RoleProcess = { readonly role: Role; readonly worker: number };

/** `relay`, `relay.2`, `console`, …; null: no name of a process. */
export function processNamed(name: string | undefined): RoleProcess | null {
  const role = roles.find((each) => each === name);
  if (role !== undefined) return { role, worker: 1 };
  const worker = Number(name?.split(".")[1]);
  const isRelay = Number.isSafeInteger(worker) && name === relayNameOf(worker);
  return isRelay ? { role: "relay", worker } : null;
}

const { PRIORITY_BELOW_NORMAL } = constants.priority;

/** A rehearsal has the processor's time that links and their record leave it. */
export function takePriority(role: Role): void {
  if (role === "shadow" && getPriority() < PRIORITY_BELOW_NORMAL) {
    setPriority(PRIORITY_BELOW_NORMAL);
  }
}

/** Options of Node.js for a role's process. */
export function nodeOptionsOf(role: Role): readonly string[] {
  return role === "relay" ? [`--max-semi-space-size=${limits.relaySemiSpaceMiBMax}`] : [];
}

export type StartRole = (context: RoleContext) => Promise<RunningRole>;

/** It was checked by the supervisor, which is this same program. */
export function parseConfig(config: unknown): Config {
  return config as Config;
}
