/** The answers about what findings have in common, as schemas; see schemas.ts. */
import { z } from "zod";
import { components } from "./schemas.ts";

const time = z.string().describe("ISO 8601, UTC, microseconds.");
const count = z.number().int().nonnegative();
const severity = z.enum(["error", "warning", "note"]);

export const trendSchema = z
  .strictObject({
    stepSeconds: z.number().positive(),
    steps: z
      .array(z.strictObject({ at: time, error: count, warning: count, note: count }))
      .describe("Every step of the range, oldest first; `at` is its beginning."),
  })
  .register(components, { id: "Trend" });

const shareSchema = z.strictObject({
  findings: count,
  stations: count,
  share: z.number().describe("Of all stations with the firmware, from 0 to 1."),
});

export const newSinceSchema = z
  .strictObject({
    firmware: z.string(),
    firstAt: time.describe("When the first station booted with it."),
    stations: z
      .strictObject({ since: count, before: count })
      .describe("Stations that ran it, and stations that ran one before it."),
    earlier: z.array(z.strictObject({ firmware: z.string(), firstAt: time })),
    rules: z
      .array(
        z.strictObject({
          rule: z.string(),
          title: z.string(),
          worst: severity,
          since: shareSchema,
          before: shareSchema,
          isNew: z.boolean().describe("Never found before, although stations ran the others."),
          lastAt: time,
        }),
      )
      .describe("What is new first, then what has become more frequent."),
  })
  .register(components, { id: "NewSince" });

export const dropsSchema = z
  .strictObject({
    drops: z
      .array(
        z.strictObject({
          key: z.string(),
          action: z.string(),
          drops: count,
          sent: count.describe("How often the CSMS sent it to them."),
          stations: count,
          isExpected: z.boolean().describe("A restart is what it asks for."),
          lastAt: time,
          last: z
            .strictObject({ linkId: z.string(), seq: z.number().int().min(1).nullable() })
            .describe("The last command that was not survived."),
        }),
      )
      .describe("Most drops first."),
  })
  .register(components, { id: "Drops" });
