/**
 * The answers of the API as schemas: `/openapi.json` is made from them, and tests hold every answer
 * against them, and hold them against the types of `contract.ts`.
 */
import { z } from "zod";
import { legs } from "../base/ids.ts";

/** Those that `/openapi.json` names. */
export const components = z.registry<{ id: string }>();

const time = z.string().describe("ISO 8601, UTC, microseconds.");
const orNull = z.string().nullable();
const count = z.number().int().nonnegative();
const severity = z.enum(["error", "warning", "note"]);
const side = z.enum(["station", "csms", "network", "ours"]);
const linkId = z.string().describe("One connection of a station with its CSMS; a UUID.");
const seq = z.number().int().min(1).describe("Number of the message within its link, from 1.");

const reference = z.strictObject({ linkId, seq });
const leg = z
  .enum(legs)
  .describe(
    "A translated station has two links: on csms, its station is ocpptap. So it is on shadow, " +
      "between a shadow and the CSMS that it rehearses, and on backend, between ocpptap and a " +
      "further back-end.",
  );

const transport = z
  .enum(["websocket", "soap", "http"])
  .describe("What carried it: OCPP-J, OCPP-S, or other plain HTTP.");

export const messageSchema = z
  .strictObject({
    linkId,
    seq,
    receivedAt: time,
    stationId: z.string(),
    instance: z.string(),
    sender: z.enum(["station", "csms"]),
    leg,
    ocppVersion: orNull,
    transport,
    type: z.enum(["call", "callResult", "callError", "callResultError", "send", "malformed"]),
    messageId: orNull,
    action: orNull.describe("A response carries its request's."),
    summary: z.string().describe("In words, e.g. Connector 1 → Charging."),
    payload: z.string().describe("As on the wire, but for redactions."),
    payloadEncoding: z.literal("base64").optional().describe("Where the payload is not UTF-8."),
    redactions: z
      .array(z.string())
      .readonly()
      .optional()
      .describe("What of the payload was hidden as it was recorded, and where."),
    isTruncated: z.literal(true).optional().describe("The copy is shorter than payloadBytes."),
    payloadBytes: count,
    requestSeq: z.number().int().nullable().describe("Of a response: its request's seq."),
    latencyMs: z.number().nullable().describe("Of a response: time since its request."),
    errorCode: orNull,
    transactionId: orNull,
    connectorId: z.number().int().nullable(),
    evseId: z.number().int().nullable(),
    idToken: orNull,
    translatedFrom: reference.nullable().describe("The message of the other leg it was made from."),
    findings: z.array(z.strictObject({ rule: z.string(), severity })),
  })
  .register(components, { id: "Message" });

export const findingSchema = z
  .strictObject({
    rule: z.string(),
    severity,
    side: side.describe("The side at fault."),
    at: time,
    stationId: z.string(),
    linkId,
    evidence: z.array(seq),
    sentence: z.string(),
    details: z.record(z.string(), z.unknown()),
    title: z.string(),
    explanation: z.string(),
    remedy: z.string(),
    clause: z.string(),
  })
  .register(components, { id: "Finding" });

const next = orNull.describe("Cursor of the next page; null where there is none.");

export const messagesSchema = z
  .strictObject({ messages: z.array(messageSchema), next })
  .register(components, { id: "Messages" });

export const oneMessageSchema = z
  .strictObject({
    message: messageSchema,
    pair: messageSchema.nullable(),
    findings: z.array(findingSchema),
    previous: reference.nullable().describe("Of the same station."),
    next: reference.nullable().describe("Of the same station."),
    counterparts: z
      .array(messageSchema)
      .describe("Of the other leg, when translated: its source, and what was made from it."),
  })
  .register(components, { id: "MessageInFull" });

export const gapSchema = z
  .strictObject({
    at: time,
    stationId: z.string(),
    linkId,
    reason: z.string(),
    fromSeq: count,
    toSeq: count,
    messages: count,
  })
  .register(components, { id: "Gap" });

export const bothSides = z.strictObject({ station: count, csms: count });

const linkSchema = z
  .strictObject({
    linkId,
    stationId: z.string(),
    instance: z.string(),
    state: z.enum(["open", "closed", "refused"]),
    openedAt: time,
    closedAt: time.nullable(),
    route: z.string(),
    mode: z.string(),
    leg,
    target: z.string(),
    upstreamUrl: z.string(),
    remoteAddress: z.string(),
    status: count,
    subprotocolsOffered: z.array(z.string()),
    subprotocol: orNull,
    ocppVersion: orNull,
    transport,
    extensions: orNull,
    answerMs: z.number(),
    closedBy: orNull,
    closedHow: orNull,
    closeCode: z.number().int().nullable(),
    closeReason: orNull,
    error: orNull,
    idleMs: z.number().nullable(),
    messages: bothSides,
    bytes: bothSides,
    details: z.record(z.string(), z.unknown()),
    gaps: z.array(gapSchema),
    changedAt: time
      .nullable()
      .describe("From then on not byte-identical: a call was put in, or a fault acted."),
  })
  .register(components, { id: "Link" });

export const linksSchema = z
  .strictObject({ links: z.array(linkSchema), next })
  .register(components, { id: "Links" });

export const limitSchema = z
  .strictObject({
    at: time,
    linkId,
    seq,
    limit: z.number().nullable().describe("Null: the profile was cleared."),
    unit: z.enum(["A", "W"]).nullable(),
    profileId: z.number().int().nullable(),
    purpose: z.string(),
    stackLevel: z.number().int().nullable(),
  })
  .register(components, { id: "Limit" });

const openTransactionSchema = z
  .strictObject({
    key: z.string(),
    transactionId: orNull,
    evseId: z.number().int().nullable(),
    connectorId: z.number().int().nullable(),
    startedAt: time,
    energyWh: z.number().nullable(),
    limit: limitSchema.nullable().describe("What was last set for it."),
  })
  .register(components, { id: "OpenTransaction" });

export const stationSchema = z
  .strictObject({
    stationId: z.string(),
    connected: z.boolean(),
    lastSeen: time.nullable(),
    lastMessageAt: time.nullable(),
    ocppVersion: orNull,
    vendor: orNull,
    model: orNull,
    firmware: orNull,
    connectors: z.array(
      z.strictObject({
        evseId: z.number().int().nullable(),
        connectorId: z.number().int().nullable(),
        status: z.string(),
        errorCode: orNull,
        since: time,
      }),
    ),
    openTransactions: z.array(openTransactionSchema).describe("Oldest first."),
    findings: z
      .strictObject({ error: count, warning: count, note: count })
      .describe("Of the last 24 hours."),
  })
  .register(components, { id: "Station" });

export const stationsSchema = z
  .strictObject({ at: time.describe("As of when."), stations: z.array(stationSchema) })
  .register(components, { id: "Stations" });

const diagnosisAnswerSchema = z
  .strictObject({
    id: z.enum(["communicating", "faulted", "startFailed", "stopped", "limit"]),
    question: z.string(),
    answer: z.string().describe("Sentences with the actual values; what is missing of `unknown`."),
    verdict: z.enum(["ok", "warning", "error", "unknown"]),
    evidence: z
      .array(z.strictObject({ linkId: z.string(), seq: z.number().int().min(1) }))
      .describe("The messages it rests on."),
  })
  .register(components, { id: "DiagnosisAnswer" });

export const diagnosisSchema = z
  .strictObject({ questions: z.array(diagnosisAnswerSchema) })
  .register(components, { id: "Diagnosis" });

const findingGroupSchema = z.strictObject({
  key: z.string(),
  title: z.string(),
  vendor: orNull.describe('Of a model or a firmware; "" where the station never said.'),
  model: orNull,
  firmware: orNull,
  findings: count,
  stations: count,
  worst: severity,
  lastAt: time,
  trend: z.array(count).describe("How many there were, in the steps of /api/findings/trend."),
});

export const findingsSchema = z
  .strictObject({
    findings: z.array(findingSchema),
    next,
    groups: z.array(findingGroupSchema).nullable().describe("With `group`, instead of findings."),
  })
  .register(components, { id: "Findings" });

const ruleSchema = z
  .strictObject({
    id: z.string(),
    title: z.string(),
    severity,
    side,
    clause: z.string(),
    explanation: z.string(),
    remedy: z.string(),
  })
  .register(components, { id: "Rule" });

export const rulesSchema = z
  .strictObject({ rules: z.array(ruleSchema) })
  .register(components, { id: "Rules" });

export const checkRequestSchema = z
  .strictObject({
    text: z.string().describe("OCPP-J messages or records of a trace, one a line."),
  })
  .register(components, { id: "CheckRequest" });

const line = z.number().int().min(1).describe("Counted from 1.");

const checkFindingSchema = z
  .strictObject({
    line,
    evidence: z.array(line).describe("Of all messages it rests on."),
    rule: z.string(),
    severity,
    side: side.nullable().describe("The side at fault; null where the line is unreadable."),
    stationId: z.string(),
    at: time.nullable().describe("Null where the trace tells no times."),
    sentence: z.string(),
    details: z.record(z.string(), z.unknown()),
    title: z.string(),
    explanation: z.string(),
    remedy: z.string(),
    clause: z.string(),
  })
  .register(components, { id: "CheckFinding" });

export const checkSchema = z
  .strictObject({
    findings: z.array(checkFindingSchema).describe("In the order of the lines; cut at 1,000."),
    summary: z
      .strictObject({ lines: count, messages: count, errors: count, warnings: count, notes: count })
      .describe("Counts all findings, also those that were cut."),
  })
  .register(components, { id: "Check" });

export const errorSchema = z
  .strictObject({
    error: z.strictObject({
      code: z.string(),
      sentence: z.string(),
      remedy: z.string(),
      position: count.optional().describe("Of a query: the offending character, from 0."),
    }),
  })
  .register(components, { id: "Error" });

export const readySchema = z
  .strictObject({
    ready: z.boolean(),
    degraded: z
      .boolean()
      .describe("It works, and not as its owner wants it: a configuration was refused."),
    roles: z.record(z.string(), z.strictObject({ ready: z.boolean(), detail: z.string() })),
  })
  .register(components, { id: "Ready" });

export const aliveSchema = z
  .strictObject({ alive: z.literal(true) })
  .register(components, { id: "Alive" });
