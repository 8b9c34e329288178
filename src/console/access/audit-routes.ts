/** `/api/audit`: who changed what at this console. */
import type { AuditAnswer } from "../access-contract.ts";
import { auditSchema } from "../access-schemas.ts";
import { limitOf } from "../requests.ts";
import { json, type Route } from "../route.ts";
import type { Audit } from "./audit.ts";

export function auditRoutes(audit: Pick<Audit, "read">): readonly Route[] {
  return [
    json("/api/audit", {
      summary:
        "Sign-ins, exports, what was changed and what was refused, at this console, newest first.",
      parameters: ["limit"],
      schema: auditSchema,
      handle: async ({ text }) =>
        ({ entries: await audit.read(limitOf(text)) }) satisfies AuditAnswer,
    }),
  ];
}
