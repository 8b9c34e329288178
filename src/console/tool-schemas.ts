/** The answers for the tools as schemas; see schemas.ts. */
import { z } from "zod";
import { ocppVersions } from "../ocpp/versions.ts";
import { components } from "./schemas.ts";

export const schemaSchema = z
  .strictObject({
    version: z.enum(ocppVersions),
    action: z.string(),
    kind: z
      .enum(["request", "response", "send"])
      .describe("`send` instead of `request` where nobody answers it (OCPP 2.1)."),
    senders: z.array(z.enum(["station", "csms"])).describe("Who sends it."),
    schema: z
      .record(z.string(), z.unknown())
      .describe("JSON schema; what its fields mean is in /api/reference/{word}."),
  })
  .register(components, { id: "MessageSchema" });
