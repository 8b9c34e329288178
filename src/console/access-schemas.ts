/** The answers about who asks as schemas; see schemas.ts. */
import { z } from "zod";
import { accessRoles } from "../config/access.ts";
import { components } from "./schemas.ts";

const role = z.enum(accessRoles).nullable();

export const auditEntrySchema = z
  .strictObject({
    at: z.string().describe("ISO 8601, UTC, microseconds."),
    who: z.string().nullable(),
    role,
    from: z.string().describe("The address that asked."),
    call: z.string().describe("Method and path with its query; credentials are hidden."),
    outcome: z
      .enum(["asked", "done", "refused", "failed"])
      .describe("asked: kept before it was done; its outcome is an entry of its own."),
    status: z.number().int().nullable(),
    detail: z.string().describe("What was written, or why it was refused."),
  })
  .register(components, { id: "AuditEntry" });

export const auditSchema = z
  .strictObject({ entries: z.array(auditEntrySchema).describe("Newest first.") })
  .register(components, { id: "AuditAnswer" });

export const sessionSchema = z
  .strictObject({
    name: z.string().nullable().describe("Null: nobody, who has to sign in first."),
    role,
    ways: z
      .strictObject({ token: z.boolean(), oidc: z.boolean() })
      .describe("How one can sign in. Neither: nobody has to, and everybody may everything."),
    endsAt: z.string().nullable().describe("Of a browser's session. ISO 8601, UTC."),
  })
  .register(components, { id: "SessionAnswer" });

export const signInSchema = z
  .strictObject({ token: z.string() })
  .register(components, { id: "SignIn" });
