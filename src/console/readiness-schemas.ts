/** The readiness report as schemas; see schemas.ts. */
import { z } from "zod";
import { components } from "./schemas.ts";

const count = z.number().int().min(0);
const orNull = z.string().nullable();
const sender = z.enum(["station", "csms"]);
const verdict = z
  .enum(["ready", "remarks", "notReady", "unknown"])
  .describe("unknown: nothing was seen to judge by.");
const weight = z
  .enum(["blocks", "remark", "lacks"])
  .describe("blocks: not ready because of it. lacks: too little was seen to know.");
const message = { linkId: z.string(), seq: z.number().int().min(1) };
const example = z
  .strictObject(message)
  .describe("A message that shows it; see /api/messages/{linkId}/{seq}.");

const reasonSchema = z
  .strictObject({
    id: z.string().describe("The same for all stations that it concerns."),
    weight,
    title: z.string(),
    detail: z.string(),
    count,
    example: example.nullable(),
  })
  .register(components, { id: "ReadinessReason" });

const trafficSchema = z.strictObject({
  from: orNull.describe("Of the first message; ISO 8601, UTC."),
  to: orNull.describe("Of the last message."),
  messages: count,
  translated: count.describe("Of these, how many were translated: the newest."),
  isCut: z.boolean().describe("There were more than are translated; all were counted."),
  boots: count,
  transactions: count,
});

const actionSchema = z.strictObject({
  action: z.string(),
  sender,
  count,
  results: count.describe("How often it was answered with a result."),
  becomes: z
    .array(z.strictObject({ action: z.string(), count: count.nullable() }))
    .describe("Messages of 2.0.1; of a command, those that would ask for it."),
  example,
});

const keySchema = z.strictObject({
  key: z.string(),
  how: z.enum(["carried", "changed", "vendor", "refused"]),
  variable: orNull.describe("Component.Variable[instance] of 2.0.1."),
  note: z.string(),
  sets: count.describe("How often the CSMS set it."),
  example: example.nullable(),
});

const transferSchema = z.strictObject({
  vendorId: z.string(),
  messageId: z.string(),
  sender,
  count,
  accepted: count,
  way: z.enum(["dataTransfer", "plugAndCharge", "prices", "refused"]),
  example,
});

const lossSchema = z.strictObject({
  loss: z.string(),
  rule: z.enum(["translation-lossy", "translation-refused"]),
  what: z.string(),
  instead: z.string(),
  count,
  detail: z.string(),
  example: example.nullable(),
});

const quirkSchema = z.strictObject({
  rule: z.string(),
  title: z.string(),
  meaning: z.string().describe("For the migration."),
  count,
  sentence: z.string(),
  example: example.nullable(),
});

const stationSchema = z
  .strictObject({
    stationId: z.string(),
    vendor: orNull,
    model: orNull,
    firmware: orNull,
    ocppVersion: orNull,
    verdict,
    reasons: z.array(reasonSchema),
    traffic: trafficSchema,
    actions: z.array(actionSchema),
    keys: z.array(keySchema),
    transfers: z.array(transferSchema),
    losses: z.array(lossSchema),
    quirks: z.array(quirkSchema),
    tokenTypes: z.array(z.strictObject({ type: z.string(), count })),
  })
  .register(components, { id: "StationReadiness" });

const verdicts = z.strictObject({ ready: count, remarks: count, notReady: count, unknown: count });

const summarySchema = z.strictObject({
  stations: count,
  verdicts,
  verdict,
  sentence: z.string(),
  reasons: z
    .array(
      z.strictObject({
        ...{ id: z.string(), weight, title: z.string(), stations: count, count },
        stationIds: z.array(z.string()).describe("The first of them."),
        example: z.strictObject({ ...message, stationId: z.string() }).nullable(),
      }),
    )
    .describe("What blocks first, then by how many stations it concerns."),
  models: z.array(z.strictObject({ vendor: orNull, model: orNull, firmware: orNull, verdicts })),
});

export const readinessSchema = z
  .strictObject({
    stations: z.array(stationSchema),
    summary: summarySchema.describe("Of the stations of this answer."),
    routes: z
      .array(z.string())
      .describe("Routes and shadows that translate 1.6 to 2.0.1: give one as `route`."),
    next: orNull.describe("Give it as `cursor` for the stations behind these."),
  })
  .register(components, { id: "ReadinessAnswer" });
