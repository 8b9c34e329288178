/** Tokens in files, for the tests of one file. */
import { chmod, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { AccessRole } from "../../../src/config/access.ts";

export const keyOf = (name: string) => `${name}-0123456789abcdefghijklmnopqrstuvwxyz`;

/** `{ name, tokenFile, role }` as the configuration has it. */
export async function keyFile(dir: string, name: string, role: AccessRole) {
  const tokenFile = join(dir, `${name}.token`);
  await writeFile(tokenFile, `${keyOf(name)}\n`);
  await chmod(tokenFile, 0o600);
  return { name, tokenFile, role };
}

/** A token for each role, named like it. */
export async function threeKeys(dir: string) {
  const roles = ["viewer", "operator", "admin"] as const;
  return Promise.all(roles.map((role) => keyFile(dir, role, role)));
}

/** A clock that goes on when it is told to. */
export function handClock(startUs: number) {
  let us = startUs;
  return {
    clock: { nowUs: () => us },
    nowMs: () => us / 1000,
    go: (ms: number) => {
      us += ms * 1000;
    },
  };
}
