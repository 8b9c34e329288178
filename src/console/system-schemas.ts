/** The answer about ocpptap itself as a schema; see schemas.ts. */
import { z } from "zod";
import { bothSides, components, gapSchema } from "./schemas.ts";

const time = z.string().describe("ISO 8601, UTC, microseconds.");
const count = z.number().int().nonnegative();

const roleSchema = z
  .strictObject({
    role: z.string(),
    ready: z.boolean(),
    detail: z.string().describe("What it does, or what it waits for."),
    pid: count.nullable().describe("Null: it does not run on this machine."),
  })
  .register(components, { id: "RoleState" });

const relaySchema = z
  .strictObject({
    linksOpen: count,
    linksDialling: count,
    messages: bothSides.describe("Since its start, by who sent them."),
    bytes: bothSides,
    spoolPendingBytes: count.describe("Appended to the spool, not yet written to its disk."),
  })
  .register(components, { id: "RelayState" });

const alertsSchema = z
  .strictObject({
    sent: count.describe("Messages since the role's start."),
    failures: count.describe("Tries that a receiver did not take."),
    givenUp: count,
    waiting: count,
    lastSentAt: time.nullable(),
  })
  .register(components, { id: "AlertsState" });

const spoolSchema = z
  .strictObject({
    segments: count,
    bytes: count,
    bytesMax: count.describe("Beyond it the oldest segment goes, read or not."),
    unreadBytes: count.describe("Not yet in the store."),
    oldestAt: time.nullable().describe("When the oldest segment was begun."),
  })
  .register(components, { id: "SpoolState" });

const workerSchema = z
  .strictObject({
    worker: count,
    role: z.string().describe("Its role's name."),
    instance: z.string().describe("Its name in the record."),
    isConfigured: z.boolean().describe("False: it is no more; what it left is being read."),
    relay: relaySchema.nullable().describe("Null: it does not answer."),
    spool: spoolSchema.nullable().describe("Null where there is none."),
    lagSeconds: z
      .number()
      .nonnegative()
      .nullable()
      .describe("How far behind the recorder is in its spool."),
  })
  .register(components, { id: "WorkerState" });

const gapReasonSchema = z.strictObject({
  reason: z.string(),
  gaps: count,
  messages: count,
  messagesLastDay: count,
  stations: count,
  lastAt: time,
});

const storeSchema = z
  .strictObject({
    tables: z
      .array(z.strictObject({ table: z.string(), rows: count, bytes: count, parts: count }))
      .describe("Largest first; bytes on its disk."),
    oldestAt: time.nullable().describe("Of the messages."),
    newestAt: time.nullable(),
    gaps: z.strictObject({
      reasons: z.array(gapReasonSchema).describe("Within the retention, most messages first."),
      newest: z.array(gapSchema),
    }),
    openLinks: z
      .array(
        z.strictObject({ instance: z.string(), route: z.string(), mode: z.string(), links: count }),
      )
      .describe("By the relay's name in the record, and its route."),
  })
  .register(components, { id: "StoreState" });

const sharedSchema = z
  .strictObject({
    kind: z.enum(["redis", "embedded"]),
    ready: z.boolean(),
    detail: z.string().describe("Where it is, or what is wrong with it."),
    members: z
      .array(z.strictObject({ instance: z.string(), role: z.string() }))
      .describe("Processes on it, as last seen."),
    overrides: count.describe("Stations with a route override."),
  })
  .register(components, { id: "SharedState" });

export const systemSchema = z
  .strictObject({
    at: time,
    instance: z.string().describe("This machine's name in the record."),
    versions: z.strictObject({
      ocpptap: z.string(),
      node: z.string(),
      engine: z.string().nullable().describe("ClickHouse's; null while it does not answer."),
    }),
    roles: z.array(roleSchema),
    configuration: z
      .strictObject({
        readAt: time.nullable().describe("Null: it was not read again since the start."),
        refused: z
          .strictObject({ problem: z.string(), remedy: z.string() })
          .nullable()
          .describe("Why what was read last does not count; null: it does."),
        waiting: z
          .array(z.string())
          .describe("Keys that have changed and count only after a restart."),
      })
      .nullable()
      .describe(
        "What became of it when it was read again (SIGHUP). Null: no supervisor answers on this machine.",
      ),
    routes: z
      .array(
        z.strictObject({
          ...{ match: z.string(), upstream: z.string(), mode: z.string() },
          translates: z
            .strictObject({ station: z.string(), csms: z.string() })
            .nullable()
            .describe("OCPP versions of both sides; null where nothing is translated."),
          backends: z
            .array(
              z.strictObject({
                ...{ name: z.string(), upstream: z.string(), actions: z.array(z.string()) },
              }),
            )
            .describe("Further CSMSs that see its stations, and the calls that they may make."),
        }),
      )
      .describe("In the order in which they are tried; without credentials."),
    relay: relaySchema
      .nullable()
      .describe("All workers together. Null: no relay answers on this machine."),
    workers: z
      .array(workerSchema)
      .describe("The relay's processes, each with its spool; and the shadows', number 0."),
    recorder: z
      .strictObject({ lagSeconds: z.number().nonnegative() })
      .nullable()
      .describe("Null: no recorder answers on this machine."),
    alerts: alertsSchema
      .nullable()
      .describe("Null: none are configured, or their role does not answer on this machine."),
    spool: spoolSchema
      .nullable()
      .describe("All spools together. Null where the directory cannot be read."),
    disk: z
      .strictObject({ bytes: count, freeBytes: count })
      .nullable()
      .describe("Of the data directory."),
    retentionDays: count,
    shared: sharedSchema.describe("What instances share."),
    store: storeSchema.nullable().describe("Null while it does not answer: see storeProblem."),
    storeProblem: z.strictObject({ sentence: z.string(), remedy: z.string() }).nullable(),
    settings: z
      .array(z.strictObject({ key: z.string(), value: z.string().nullable() }))
      .describe("The configuration in effect, without credentials; null: not set."),
  })
  .register(components, { id: "System" });
