/**
 * Which role each call of the console needs, and which calls are kept in the audit. A route that is
 * not here is not served: the console does not start with one.
 */
import { type AccessRole, accessRoles } from "../../config/access.ts";

export type Need = {
  /** `anyone`: without signing in, too. */
  readonly role: AccessRole | "anyone";
  /** Kept before it is done, and with its outcome. */
  readonly isAudited: boolean;
  /** What of its body is kept; absent: all of it. The rest may be a secret. */
  readonly tells?: readonly string[];
};

const open = { role: "anyone", isAudited: false } as const;
const reads = { role: "viewer", isAudited: false } as const;
/** Reads, and takes much of the record away. */
const takes = { role: "viewer", isAudited: true } as const;
const changes = { role: "operator", isAudited: true } as const;
const rules = { role: "admin", isAudited: false } as const;

export const needs: Readonly<Record<string, Need>> = {
  // The app itself tells nothing of the record, and nobody can sign in without it.
  "GET /*": open,
  "GET /healthz": open,
  "GET /readyz": open,
  "GET /openapi.json": open,
  "GET /metrics": reads,
  "GET /api/session": open,
  "POST /api/session": open,
  "DELETE /api/session": open,
  "GET /api/session/oidc": open,
  "GET /api/session/oidc/callback": open,
  "GET /api/audit": rules,
  "GET /api/messages": reads,
  "GET /api/messages/:linkId/:seq": reads,
  "GET /api/facets": reads,
  "GET /api/search/fields": reads,
  "GET /api/histogram": reads,
  "GET /api/links": reads,
  "GET /api/stations": reads,
  "GET /api/stations/:id": reads,
  "GET /api/stations/:id/boots": reads,
  "GET /api/stations/:id/configuration": reads,
  "GET /api/stations/:id/diagnosis": reads,
  "GET /api/stations/:id/timeline": reads,
  "GET /api/commands": reads,
  "POST /api/stations/:id/commands": { ...changes, tells: ["action", "timeoutMs"] },
  "GET /api/transactions": reads,
  "GET /api/transactions/:key": reads,
  "GET /api/findings": reads,
  "GET /api/findings/new-since": reads,
  "GET /api/findings/trend": reads,
  "GET /api/comparison": reads,
  "GET /api/drops": reads,
  "GET /api/readiness": reads,
  "GET /api/readiness/report": reads,
  "GET /api/rules": reads,
  "GET /api/live": reads,
  "GET /api/export": takes,
  "GET /api/overrides": reads,
  "GET /api/overrides/:station": reads,
  "PUT /api/overrides/:station": changes,
  "DELETE /api/overrides/:station": changes,
  "GET /api/faults": reads,
  "GET /api/faults/:name": reads,
  "PUT /api/faults/:name": changes,
  "DELETE /api/faults/:name": changes,
  "GET /api/plans": reads,
  "GET /api/plans/:name": reads,
  "PUT /api/plans/:name": changes,
  "DELETE /api/plans/:name": changes,
  "POST /api/plans/:name/start": changes,
  "POST /api/plans/:name/pause": changes,
  "POST /api/plans/:name/resume": changes,
  "POST /api/plans/:name/next": changes,
  "POST /api/plans/:name/roll-back": changes,
  "GET /api/system": reads,
  "GET /api/reference": reads,
  "GET /api/reference/:word": reads,
  "GET /api/schema/:version/:action": reads,
  // It is sent much, and stores nothing.
  "POST /api/check": reads,
};

/** `route` as it is registered; of HEAD it is that of GET. */
export function needOf(method: string, route: string): Need | null {
  return needs[`${method === "HEAD" ? "GET" : method} ${route}`] ?? null;
}

export function suffices(role: AccessRole, needed: Need["role"]): boolean {
  return needed === "anyone" || accessRoles.indexOf(role) >= accessRoles.indexOf(needed);
}
