/**
 * A disturbance: what ocpptap does on purpose to messages of one station, so that a test bench sees
 * how both sides bear it. People call it a fault; in code that word has enough meanings. It is
 * named, it ends by itself, and it acts only on routes with `faults: true`.
 */
import { z } from "zod";
import { limits } from "../base/limits.ts";

/** Of the API's path, of seeds, and of notes in the record. */
export const disturbanceName = z
  .string()
  .regex(
    /^[a-z\d][a-z\d._-]{0,63}$/i,
    "must be 1 to 64 letters, digits, dots, dashes, underscores",
  );

const deed = z.discriminatedUnion("kind", [
  z
    .strictObject({
      kind: z.literal("delay"),
      ms: z
        .int()
        .min(1)
        .max(limits.disturbanceDelayMsMax)
        .describe("How long it is held; what follows it waits behind it. Unit: ms."),
    })
    .describe("It goes on later."),
  z.strictObject({ kind: z.literal("drop") }).describe("It does not go on."),
  z.strictObject({ kind: z.literal("duplicate") }).describe("It goes on twice."),
  z
    .strictObject({
      kind: z.literal("reorder"),
      ms: z
        .int()
        .min(1)
        .max(limits.disturbanceReorderMsMax)
        .optional()
        .describe(
          `How long the next one is waited for; absent: ${limits.disturbanceReorderMs}. Unit: ms.`,
        ),
    })
    .describe("It goes on behind the next message of its sender."),
  z
    .strictObject({
      kind: z.literal("corrupt"),
      how: z
        .enum(["truncate", "flip", "type", "id"])
        .describe(
          "truncate: the JSON ends half-way. flip: one bit of one character is another. type: one field of the payload has another type. id: the message id is another.",
        ),
    })
    .describe("A broken copy goes on in its place."),
  z
    .strictObject({
      kind: z.literal("answer"),
      result: z.record(z.string(), z.unknown()).optional().describe("The payload of a CALLRESULT."),
      error: z
        .strictObject({
          code: z.string().min(1).max(64).describe("errorCode, e.g. InternalError."),
          description: z.string().max(255).optional().describe("errorDescription."),
          details: z.record(z.string(), z.unknown()).optional().describe("errorDetails."),
        })
        .optional()
        .describe("Or a CALLERROR."),
    })
    .refine(
      ({ result, error }) => (result === undefined) !== (error === undefined),
      "needs either a result or an error",
    )
    .describe("The call does not go on; ocpptap answers it in the other side's place."),
  z
    .strictObject({
      kind: z.literal("close"),
      code: z
        .int()
        .refine(isCloseCode, "must be 1000 to 1003, 1007 to 1014, or 3000 to 4999")
        .optional()
        .describe("Of the Close frame both sides get; absent: both connections are reset."),
      reason: z
        .string()
        .refine((text) => Buffer.byteLength(text) <= CLOSE_REASON_BYTES_MAX, "is too long")
        .optional()
        .describe("At most 123 bytes."),
    })
    .describe("It does not go on, and the link ends."),
]);

export const disturbanceSchema = z
  .strictObject({
    station: z.string().min(1).max(limits.overrideStationChars).describe("Its exact identity."),
    sender: z.enum(["station", "csms"]).describe("Whose messages."),
    type: z
      .enum(["call", "callResult", "callError"])
      .optional()
      .describe("Absent: whatever type; with `answer` it is call."),
    action: z
      .string()
      .regex(/^[\w*-]{1,64}$/, "must be an action, with * for any characters")
      .optional()
      .describe(
        "Of the call, or of the call that is answered; * stands for any characters. Absent: any.",
      ),
    every: z
      .int()
      .min(1)
      .max(1_000_000)
      .optional()
      .describe("Of those that fit only every second (2), every third (3), and so on."),
    probability: z
      .number()
      .gt(0)
      .max(1)
      .optional()
      .describe(
        "Of those, with this probability; by the name's own dice, so that it can be repeated.",
      ),
    count: z
      .int()
      .min(1)
      .max(1_000_000)
      .optional()
      .describe("How often it acts at most; absent: until its end."),
    does: deed.describe("What is done to the message."),
    until: z.iso
      .datetime({ offset: true })
      .describe("When it ends by itself, within 24 h. ISO 8601."),
  })
  .refine(({ does, type }) => does.kind !== "answer" || type === undefined || type === "call", {
    path: ["type"],
    message: "only a call can be answered",
  });

export type Disturbance = z.output<typeof disturbanceSchema>;
export type Deed = Disturbance["does"];

/** What is kept of it: what it is, who set it, and when. */
export const keptDisturbanceSchema = z.strictObject({
  name: disturbanceName,
  disturbance: disturbanceSchema,
  setAt: z.string().describe("ISO 8601, UTC."),
  setBy: z.string().max(200).describe("The console that was asked, and from where."),
});

export type KeptDisturbance = z.output<typeof keptDisturbanceSchema>;

/** Null for what is none: it comes from what others may write to, too. */
export function parseKeptDisturbance(text: string): KeptDisturbance | null {
  try {
    return keptDisturbanceSchema.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    return null;
  }
}

/** RFC 6455 §7.4: what may stand in a Close frame. */
function isCloseCode(code: number): boolean {
  const isRegistered = code >= 1000 && code <= 1014 && ![1004, 1005, 1006].includes(code);
  return isRegistered || (code >= 3000 && code <= 4999);
}

const CLOSE_REASON_BYTES_MAX = 123;

/** For people: "delay by 2000 ms: each call StatusNotification of the station". */
export function disturbanceText({ does, sender, type, ...which }: Disturbance): string {
  const { action = "*", every = 1, probability = 1, count } = which;
  const what = `${type ?? "message"}${action === "*" ? "" : ` ${action}`} of the ${sender}`;
  const often = every === 1 ? "" : `, one in ${every}`;
  const luck = probability === 1 ? "" : `, with probability ${probability}`;
  const most = count === undefined ? "" : `, ${count} times at most`;
  return `${deedText(does)}: each ${what}${often}${luck}${most}`;
}

function deedText(does: Deed): string {
  switch (does.kind) {
    case "delay":
      return `delay by ${does.ms} ms`;
    case "drop":
    case "duplicate":
    case "reorder":
      return does.kind;
    case "corrupt":
      return `corrupt (${does.how})`;
    case "answer":
      return does.error === undefined ? "answer" : `answer ${does.error.code}`;
    case "close":
      return does.code === undefined ? "reset the link" : `close with ${does.code}`;
  }
}
