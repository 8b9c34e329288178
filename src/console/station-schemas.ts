/** The answers about one station over time as schemas; see schemas.ts. */
import { z } from "zod";
import { components } from "./schemas.ts";

const time = z.string().describe("ISO 8601, UTC, microseconds.");
const orNull = z.string().nullable();
const integerOrNull = z.number().int().nullable();
const at = { at: time, linkId: z.string(), seq: z.number().int().min(1) };

const connectorSchema = z
  .strictObject({
    evseId: integerOrNull,
    connectorId: integerOrNull.describe("1.6: 0 is the whole station."),
    changes: z
      .array(z.strictObject({ ...at, status: z.string(), errorCode: orNull }))
      .describe("Oldest first; the first may have come before, and holds at the beginning."),
  })
  .register(components, { id: "TimelineConnector" });

const transactionSchema = z
  .strictObject({
    key: z.string().describe("Names it in /api/transactions/{key}."),
    transactionId: orNull,
    evseId: integerOrNull,
    connectorId: integerOrNull,
    state: z.enum(["open", "ended", "unfinished"]),
    startedAt: time,
    lastAt: time,
    endedAt: time.nullable(),
    energyWh: z.number().nullable(),
    idToken: orNull,
    stopReason: orNull,
  })
  .register(components, { id: "TimelineTransaction" });

const linkSchema = z
  .strictObject({
    linkId: z.string(),
    state: z.enum(["open", "closed", "refused"]),
    openedAt: time,
    closedAt: time.nullable(),
    status: z.number().int().nonnegative().describe("HTTP status of the handshake."),
    closedBy: orNull,
    closedHow: orNull,
    closeCode: integerOrNull,
  })
  .register(components, { id: "TimelineLink" });

export const timelineSchema = z
  .strictObject({
    from: time.describe("The stretch, as it was taken."),
    to: time,
    isCut: z.boolean().describe("There was more than is told: the newest of each kind is here."),
    connectors: z.array(connectorSchema),
    transactions: z.array(transactionSchema).describe("Oldest first, like the links."),
    links: z.array(linkSchema),
  })
  .register(components, { id: "Timeline" });

const settingSchema = z
  .strictObject({
    ...at,
    component: orNull.describe("2.x: with its instance and EVSE; null in 1.6."),
    name: z.string(),
    value: orNull.describe("Null: it was not told, or is hidden."),
    isHidden: z.boolean().describe("Its value may be a credential; the message holds it."),
    isReadOnly: z.boolean().nullable(),
    needsReboot: z.boolean().describe("Accepted, and takes effect with the next boot."),
    source: z.enum([
      "GetConfiguration",
      "ChangeConfiguration",
      "GetVariables",
      "SetVariables",
      "NotifyReport",
    ]),
  })
  .register(components, { id: "Setting" });

export const configurationSchema = z
  .strictObject({
    settings: z.array(settingSchema),
    isCut: z.boolean().describe("Older messages were not looked at, or there are more settings."),
  })
  .register(components, { id: "Configuration" });

const bootSchema = z
  .strictObject({
    ...at,
    vendor: orNull,
    model: orNull,
    firmware: orNull,
    firmwareBefore: orNull.describe("Of the boot before, where it is another one."),
    serial: orNull,
    reason: orNull,
    answer: orNull.describe("The CSMS's status or error code; null: it did not answer."),
  })
  .register(components, { id: "Boot" });

export const bootsSchema = z
  .strictObject({ boots: z.array(bootSchema).describe("Newest first."), isCut: z.boolean() })
  .register(components, { id: "Boots" });
