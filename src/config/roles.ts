/** The roles of a machine: which a configuration needs, and what their processes are called. */
import type { Config } from "./schema.ts";
import { relayNames } from "./workers.ts";

/** In the order in which they are stopped: what is charging first, what holds the record last. */
export const roles = ["relay", "shadow", "recorder", "alerts", "console", "store"] as const;
export type Role = (typeof roles)[number];

/** What of a configuration says which roles it needs. */
export type Needs = Pick<Config, "relay" | "store" | "shadows" | "alerts">;

/** The roles that this configuration needs: an external store runs by itself. */
export function rolesOf(config: Needs): readonly Role[] {
  const isNeeded: Readonly<Partial<Record<Role, boolean>>> = {
    store: config.store.url === "embedded:",
    shadow: config.shadows.length > 0,
    alerts: config.alerts.length > 0,
  };
  return roles.filter((role) => isNeeded[role] ?? true);
}

/** The processes of a role, by name. */
export function processesOf(role: Role, config: Pick<Config, "relay">): readonly string[] {
  return role === "relay" ? relayNames(config.relay.workers) : [role];
}

/** The processes of these roles, as far as this configuration needs them. */
export function neededProcessesOf(of: readonly Role[], config: Needs): readonly string[] {
  const needed = rolesOf(config).filter((role) => of.includes(role));
  return needed.flatMap((role) => processesOf(role, config));
}
