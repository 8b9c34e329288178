/**
 * What a console and the relay that has a station's link say to each other about calls. Text of
 * others in, a message or null out: whoever may write to the board may write anything.
 */
import { z } from "zod";
import { limits } from "../base/limits.ts";

const id = z.string().min(1).max(64);
const seq = z.int().positive().nullable();

/** Who has it, and would it be called? */
const lookSchema = z.strictObject({
  kind: z.literal("call-look"),
  ...{ id, from: id, key: z.string(), action: z.string() },
});

/** `problem`: why it would not be; null for nothing. */
const foundSchema = z.strictObject({
  kind: z.literal("call-found"),
  ...{ id, linkId: z.string(), subprotocol: z.string().nullable() },
  ...{ timeoutMs: z.int().positive(), problem: z.string().nullable() },
});

/** Call it, if it is still that link. */
const callSchema = z.strictObject({
  kind: z.literal("call-send"),
  ...{ id, from: id, key: z.string(), linkId: z.string(), by: z.string() },
  ...{ action: z.string(), payload: z.string() },
  timeoutMs: z.int().min(limits.operatorCallMsMin).max(limits.operatorCallMsMax),
});

const outcomeSchema = z.strictObject({
  kind: z.literal("call-outcome"),
  id,
  outcome: z.discriminatedUnion("kind", [
    z.strictObject({
      kind: z.literal("answered"),
      ...{ messageId: z.string(), text: z.string(), isCut: z.boolean() },
      ...{ seq: z.int().positive(), answerSeq: z.int().positive(), latencyMs: z.number() },
    }),
    z.strictObject({ kind: z.literal("unanswered"), seq, problem: z.string() }),
    z.strictObject({ kind: z.literal("refused"), problem: z.string() }),
    /** Too many calls of late. Unit: s. */
    z.strictObject({ kind: z.literal("limited"), seconds: z.int().positive() }),
  ]),
});

const schema = z.discriminatedUnion("kind", [lookSchema, foundSchema, callSchema, outcomeSchema]);

export type CommandMessage = z.output<typeof schema>;
export type CallLook = z.output<typeof lookSchema>;
export type CallFound = z.output<typeof foundSchema>;
export type CallSend = z.output<typeof callSchema>;
export type SentOutcome = z.output<typeof outcomeSchema>["outcome"];

export function parseCommandMessage(text: string): CommandMessage | null {
  // Everything else that is said there is none of these.
  if (text.length > limits.boardMessageChars || !text.startsWith('{"kind":"call-')) return null;
  try {
    return schema.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    return null;
  }
}
