/** The answer about two CSMSs compared, as a schema; see schemas.ts. */
import { z } from "zod";
import { differenceKinds } from "../query/comparison/differences.ts";
import { leftOutReasons } from "../query/comparison/tally.ts";
import { components } from "./schemas.ts";

const time = z.string().describe("ISO 8601, UTC, microseconds.");
const count = z.number().int().nonnegative();
const place = z.strictObject({ linkId: z.string(), seq: z.number().int().min(1) });
const latency = z.number().nonnegative().nullable();
const side = z.strictObject({ answered: count, p50Ms: latency, p95Ms: latency });

export const comparisonSchema = z
  .strictObject({
    from: time,
    to: time,
    comparedFrom: time.describe("Later than `from` where there was too much to compare."),
    isWhole: z.boolean().describe("Everything since `from` was compared."),
    shadowMessages: count.describe("Of the shadow's leg; without any nothing is compared."),
    pairs: count.describe("Calls of stations that were compared: both CSMSs were asked."),
    differing: count.describe("Pairs with at least one difference."),
    stations: count,
    actions: z
      .array(
        z.strictObject({
          action: z.string(),
          pairs: count,
          differing: count,
          old: side,
          new: side,
        }),
      )
      .describe("By the station's action, most pairs first. Latencies in ms."),
    differences: z
      .array(
        z.strictObject({
          action: z.string(),
          kind: z.enum(differenceKinds),
          severity: z.enum(["error", "warning", "note"]),
          old: z.string().describe("What the old CSMS said, in few words."),
          new: z.string().describe("What the new CSMS said, in the same words."),
          count,
          share: z.number().describe("Of the pairs of this action, from 0 to 1."),
          stations: count,
          stationIds: z.array(z.string()).describe("Some of them."),
          firstAt: time,
          lastAt: time,
          example: z
            .strictObject({ stationId: z.string(), old: place, new: place })
            .describe("The newest such pair: the two answers, or the call that has none."),
        }),
      )
      .describe("The most severe first, then the most frequent."),
    further: count.describe("Differences of kinds beyond those that are told apart."),
    leftOut: z
      .array(z.strictObject({ reason: z.enum(leftOutReasons), action: z.string(), count }))
      .describe("What could not be compared, and why."),
  })
  .register(components, { id: "Comparison" });
