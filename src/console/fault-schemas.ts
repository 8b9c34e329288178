/** The answers about faults on purpose as schemas; see schemas.ts. */
import { z } from "zod";
import { disturbanceSchema } from "../config/disturbance.ts";
import { components } from "./schemas.ts";

export const faultBodySchema = disturbanceSchema.register(components, { id: "Fault" });

export const faultStateSchema = z
  .strictObject({
    name: z.string(),
    fault: faultBodySchema.describe("What is done to whose messages, until when."),
    what: z.string().describe("The same in words."),
    setAt: z.string().describe("ISO 8601, UTC, microseconds."),
    setBy: z.string().describe("The console that was asked, and from where."),
  })
  .register(components, { id: "FaultState" });

export const faultsSchema = z
  .strictObject({
    at: z.string().describe("When it was asked: what is left of each follows from its `until`."),
    faults: z.array(faultStateSchema).describe("By name; what has ended is not there."),
    routes: z.array(z.string()).describe("The `match` of the routes that permit them."),
  })
  .register(components, { id: "FaultsAnswer" });
