/** The configuration's `alerts`: which findings are told to whom. */
import { z } from "zod";
import { limits } from "../base/limits.ts";
import { httpUrl, integer, mailbox, path, smtpUrl, words, yesNo } from "./values.ts";

export const groupings = ["rule", "station", "vendor", "model", "firmware", "side"] as const;
export type Grouping = (typeof groupings)[number];

const DAY_MS = 86_400_000;
const timeOfDay = () =>
  z.string().regex(/^(?:[01]\d|2[0-3]):[0-5]\d$/, "must be a time of day, e.g. 22:00");

const webhook = z.strictObject({
  url: httpUrl()
    .describe("Where the message is posted as JSON.")
    .meta({ example: "https://hooks.example/ocpptap" }),
  secretFile: path()
    .optional()
    .describe("File with the secret that signs each message (HMAC-SHA256).")
    .meta({ example: "secrets/webhook" }),
  headersFile: path()
    .optional()
    .describe("File with further headers, one `Name: value` a line.")
    .meta({ example: "secrets/headers" }),
});

const slack = z.strictObject({
  url: httpUrl()
    .optional()
    .describe("Incoming webhook of Slack, or of what understands its blocks.")
    .meta({ example: "https://hooks.slack.com/services/T0/B0/secret" }),
  urlFile: path()
    .optional()
    .describe("File with it, which counts more than `url`.")
    .meta({ example: "secrets/slack-url" }),
});

const email = z.strictObject({
  smtp: smtpUrl()
    .describe("smtp(s)://user:password@host:port of the mail server.")
    .meta({ example: "smtps://ocpptap@mail.example.com:465" }),
  passwordFile: path()
    .optional()
    .describe("File with the password, instead of in the URL.")
    .meta({ example: "secrets/smtp" }),
  from: mailbox().describe("Sender's address.").meta({ example: "ocpptap@example.com" }),
  to: mailbox().describe("Receiver's address.").meta({ example: "ops@example.com" }),
});

const receiver = z.strictObject({
  webhook: webhook.optional().describe("JSON over HTTP."),
  slack: slack.optional().describe("A channel of Slack."),
  email: email.optional().describe("A mailbox."),
  perHour: integer(1, 3_600)
    .default(limits.alertMessagesPerHour)
    .describe("Most messages an hour; beyond it they are put together."),
});

export const alertSchema = z.strictObject({
  name: z
    .string()
    .regex(/^[\w.-]{1,64}$/, "1 to 64 letters, digits, dots, dashes, underscores")
    .describe("Its name in messages and metrics.")
    .meta({ example: "faults" }),
  on: z
    .enum(["findings", "ocpptap"])
    .default("findings")
    .describe("findings of the record, or the state of ocpptap itself: store, recorder, relay."),
  when: z
    .string()
    .default("")
    .describe("Which findings, as they are searched; nothing is all.")
    .meta({ example: "severity:error finding:connector-faulted" }),
  vendor: z.string().default("").describe("Only of stations of this vendor."),
  model: z.string().default("").describe("Only of stations of this model."),
  firmware: z.string().default("").describe("Only of stations with this firmware."),
  groupBy: words(groupings)
    .default(["rule"])
    .describe("What findings of one message have in common.")
    .meta({ example: "rule" }),
  atLeast: z
    .strictObject({
      stations: integer(1, limits.alertThresholdMax)
        .default(1)
        .describe("Different stations that it takes."),
      findings: integer(1, limits.alertThresholdMax).default(1).describe("Findings that it takes."),
      withinMs: integer(1_000, DAY_MS)
        .default(limits.alertWithinMs)
        .describe("Within this time of the record. Unit: ms."),
    })
    .prefault({})
    .describe("How much it takes before anything is sent."),
  waitMs: integer(0, DAY_MS)
    .default(limits.alertWaitMs)
    .describe("Collect so long before the first message. Unit: ms."),
  repeatMs: integer(1_000, 30 * DAY_MS)
    .default(limits.alertRepeatMs)
    .describe("While it goes on, say so at most this often. Unit: ms."),
  quietMs: integer(0, 30 * DAY_MS)
    .default(limits.alertQuietMs)
    .describe("Say that it has not come back for so long; 0 says nothing. Unit: ms."),
  quote: yesNo()
    .default(false)
    .describe("Quote one finding's sentence, which may hold values that stations sent."),
  quietHours: z
    .strictObject({
      from: timeOfDay().describe("Beginning, HH:MM.").meta({ example: "22:00" }),
      to: timeOfDay().describe("End, HH:MM.").meta({ example: "06:00" }),
      timeZone: z
        .string()
        .refine(isTimeZone, "is no time zone, write e.g. Europe/Berlin")
        .default("UTC")
        .describe("Whose time of day, e.g. Europe/Berlin."),
      exceptErrors: yesNo().default(true).describe("Errors are sent nevertheless."),
    })
    .optional()
    .describe("When messages wait for the morning."),
  to: z
    .array(receiver)
    .min(1)
    .max(limits.alertReceiversMax)
    .describe("Who is told: webhook, slack, email, or several of them."),
});

export type AlertConfig = z.output<typeof alertSchema>;
export type ReceiverConfig = AlertConfig["to"][number];

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: name }).resolvedOptions().timeZone !== "";
  } catch {
    return false;
  }
}

/** What is wrong with the first alert that is wrong; null for none. */
export function alertsProblem(alerts: readonly AlertConfig[]): string | null {
  const names = new Set<string>();
  for (const [index, alert] of alerts.entries()) {
    const problem = names.has(alert.name) ? "has the name of another" : receiversProblem(alert);
    if (problem !== null) return `[${index}] (${alert.name}) ${problem}`;
    names.add(alert.name);
  }
  return null;
}

function receiversProblem({ to }: AlertConfig): string | null {
  for (const [index, { webhook: hook, slack: channel, email: mail }] of to.entries()) {
    if (hook === undefined && channel === undefined && mail === undefined) {
      return `has in to[${index}] none of webhook, slack and email`;
    }
    if (channel !== undefined && channel.url === undefined && channel.urlFile === undefined) {
      return `has in to[${index}].slack neither url nor urlFile`;
    }
  }
  return null;
}
