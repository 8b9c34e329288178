/** The answers about charging transactions as schemas; see schemas.ts. */
import { z } from "zod";
import { components, findingSchema, limitSchema } from "./schemas.ts";

const time = z.string().describe("ISO 8601, UTC, microseconds.");
const orNull = z.string().nullable();
const count = z.number().int().nonnegative();
const integerOrNull = z.number().int().nullable();
const numberOrNull = z.number().nullable();
const at = { at: time, linkId: z.string(), seq: z.number().int().min(1) };
const reference = z.strictObject({ linkId: z.string(), seq: z.number().int().min(1) });

export const transactionSchema = z
  .strictObject({
    key: z.string().describe("Names it in /api/transactions/{key}."),
    stationId: z.string(),
    instance: z.string(),
    transactionId: orNull.describe("As the peers call it; null while unknown."),
    ocppVersion: orNull,
    evseId: integerOrNull,
    connectorId: integerOrNull,
    idToken: orNull,
    state: z
      .enum(["open", "ended", "unfinished"])
      .describe("unfinished: no stop came, and something shows that it is over."),
    startedAt: time.describe("When its first message was received."),
    lastAt: time,
    endedAt: time.nullable(),
    stationStartedAt: time.nullable().describe("By the station's clock."),
    stationEndedAt: time.nullable(),
    durationS: z.number().nonnegative(),
    startedBy: z.enum(["card", "remote", "plug", "unknown"]),
    stopReason: orNull,
    meterStartWh: numberOrNull,
    meterStopWh: numberOrNull,
    energyWh: numberOrNull,
    energySource: z
      .enum(["meter-start-stop", "registers", "intervals", "power", "none"])
      .describe("What energyWh was worked out from."),
    messages: count,
    rules: z.array(z.string()).describe("Those that found something."),
    links: z.array(z.string()),
  })
  .register(components, { id: "Transaction" });

export const transactionsSchema = z
  .strictObject({
    transactions: z.array(transactionSchema),
    next: orNull.describe("Cursor of the next page; null where there is none."),
  })
  .register(components, { id: "Transactions" });

const answerSchema = z.strictObject({
  ...at,
  outcome: z.enum(["result", "error"]),
  errorCode: orNull,
});

const stepSchema = z
  .strictObject({
    ...at,
    times: z.number().int().min(1).describe("How often it was sent."),
    answer: answerSchema.nullable(),
  })
  .register(components, { id: "TransactionStep" });

const column = z.array(numberOrNull);

export const oneTransactionSchema = z
  .strictObject({
    transaction: transactionSchema,
    series: z
      .strictObject({
        at: z.array(time),
        energyWh: column,
        powerW: column,
        currentA: column,
        socPercent: column,
      })
      .describe("Samples by column, oldest first; thinned where there were many."),
    start: stepSchema.nullable(),
    stop: stepSchema.nullable(),
    triggerReason: orNull,
    authorizations: z.array(z.strictObject({ at: time, status: z.string() })),
    refusal: z.strictObject({ ...at, status: z.string(), energyWh: z.number() }).nullable(),
    remoteStop: z.strictObject(at).nullable(),
    limits: z.array(limitSchema).describe("As they changed, oldest first."),
    chargingStates: z.array(z.strictObject({ at: time, state: z.string() })),
    mayPrecedeRecord: z.boolean(),
    replayedMessages: count,
    lastSeqNo: integerOrNull,
    missingEvents: count,
    recordGaps: count,
    linksLost: count,
    evidence: z.array(reference).describe("Its messages: the first and the newest ones."),
    findings: z.array(findingSchema),
  })
  .register(components, { id: "TransactionInFull" });
