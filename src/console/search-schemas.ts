/** The answers about a search as a whole as schemas; see `schemas.ts`. */
import { z } from "zod";
import { components } from "./schemas.ts";

const count = z.number().int().nonnegative();
const time = z.string().describe("ISO 8601, UTC, microseconds.");
const countedFrom = time.describe("Later than `from`: counting stopped there.");
const facetValue = z.strictObject({ value: z.string(), messages: count });
const findingValue = facetValue.extend({
  severity: z.enum(["error", "warning", "note"]),
  title: z.string(),
});

export const facetsSchema = z
  .strictObject({
    messages: count,
    from: time,
    countedFrom,
    facets: z.strictObject({
      station: z.array(facetValue),
      action: z.array(facetValue),
      type: z.array(facetValue),
      finding: z.array(findingValue),
    }),
  })
  .register(components, { id: "Facets" });

export const histogramSchema = z
  .strictObject({
    from: time,
    to: time,
    bucketSeconds: z.number().positive(),
    countedFrom,
    buckets: z.array(
      z.strictObject({
        messages: count,
        errors: count,
        warnings: count.describe("With warnings and no errors."),
      }),
    ),
  })
  .register(components, { id: "Histogram" });

export const searchFieldsSchema = z
  .strictObject({
    fields: z.array(
      z.strictObject({
        name: z.string(),
        description: z.string(),
        examples: z.array(z.string()),
        values: z.array(z.string()).describe("Where there are but a few."),
      }),
    ),
    rules: z.array(z.string()).describe("What the fields do not say."),
  })
  .register(components, { id: "SearchFields" });
