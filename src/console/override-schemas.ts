/** The answers about route overrides as schemas; see schemas.ts. */
import { z } from "zod";
import { overrideSchema } from "../config/override.ts";
import { components } from "./schemas.ts";

export const overrideBodySchema = overrideSchema.register(components, { id: "OverrideTarget" });

export const stationOverrideSchema = z
  .strictObject({
    stationId: z.string(),
    override: overrideBodySchema
      .nullable()
      .describe("Without credentials; null: the station's path decides."),
    setAt: z.string().nullable().describe("ISO 8601, UTC, microseconds."),
    setBy: z.string().nullable().describe("The console that was asked, and from where."),
  })
  .register(components, { id: "StationOverride" });

export const overridesSchema = z
  .strictObject({
    overrides: z.array(stationOverrideSchema).describe("By station."),
    total: z.number().int().nonnegative().describe("Also those beyond the limit."),
  })
  .register(components, { id: "OverridesAnswer" });
