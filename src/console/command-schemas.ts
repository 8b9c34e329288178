/** The answers about calls of operators as schemas; see schemas.ts. */
import { z } from "zod";
import { limits } from "../base/limits.ts";
import { components } from "./schemas.ts";

export const commandBodySchema = z
  .strictObject({
    action: z.string().min(1).max(64).describe("E.g. TriggerMessage."),
    payload: z.record(z.string(), z.unknown()).default({}).describe("Its payload, an object."),
    timeoutMs: z
      .int()
      .min(limits.operatorCallMsMin)
      .max(limits.operatorCallMsMax)
      .optional()
      .describe("To the answer, the wait for other calls included. Absent: the route's. Unit: ms."),
  })
  .register(components, { id: "Command" });

export const commandRoutesSchema = z
  .strictObject({
    routes: z.array(
      z.strictObject({
        match: z.string(),
        actions: z.array(z.string()).describe("*: all."),
        perMinute: z.number().describe("Calls that one station gets within a minute."),
        timeoutMs: z.number(),
      }),
    ),
  })
  .register(components, { id: "CommandRoutesAnswer" });

export const commandAnswerSchema = z
  .strictObject({
    stationId: z.string(),
    ocppVersion: z.string().nullable(),
    messageId: z.string(),
    linkId: z.string(),
    seq: z.int().describe("Of the call in the record of the link."),
    answerSeq: z.int(),
    latencyMs: z.number(),
    answer: z.unknown().describe("Payload of the CALLRESULT; null where it is none."),
    error: z
      .strictObject({ code: z.string(), description: z.string(), details: z.unknown() })
      .nullable()
      .describe("Of the CALLERROR; null where it is none."),
    text: z.string().describe("As it came, its beginning where it is long."),
    isCut: z.boolean(),
  })
  .register(components, { id: "CommandAnswer" });
