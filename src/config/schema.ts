/**
 * The one schema of the configuration. Every leaf has a sentence with its unit and a default from
 * `base/limits.ts`. Flag and environment names, the sample file and the reference page are derived
 * from it; unknown keys are errors.
 */
import { z } from "zod";
import { limits } from "../base/limits.ts";
import { authSchema } from "./access.ts";
import { alertSchema } from "./alerts.ts";
import { consoleBoundFields, recordBoundFields, relayBoundFields } from "./bounds.ts";
import { redactionFields, sealingFields } from "./privacy.ts";
import { querySchema } from "./query.ts";
import { routeSchema } from "./route.ts";
import { telemetrySchema } from "./telemetry.ts";
import { consoleTlsFields, listenerTlsSchema } from "./tls.ts";
import { translateSchema } from "./translate.ts";
import {
  address,
  bytes,
  callbackUrl,
  httpUrl,
  integer,
  path,
  ranges,
  redisUrl,
  storeUrl,
  upstreamUrl,
  yesNo,
} from "./values.ts";

const milliseconds = integer;

const listener = z.strictObject({
  address: address()
    .describe("Where stations connect: [HOST:]PORT; port 0 picks a free one.")
    .meta({ example: "127.0.0.1:9000" }),
  tls: listenerTlsSchema.optional().describe("Makes this a wss:// listener."),
  clientAddress: z
    .enum(["peer", "proxy-protocol", "x-forwarded-for", "forwarded"])
    .optional()
    .describe(
      "What says where a station comes from: the connection itself (peer, where this is absent), or a load balancer's PROXY header (version 1 or 2, before TLS) or HTTP header. It is believed from the addresses of `trust` alone.",
    )
    .meta({ example: "proxy-protocol" }),
  trust: ranges()
    .optional()
    .describe("Addresses and networks of the load balancers in front of this listener.")
    .meta({ example: "10.0.0.0/8" }),
  healthPath: z
    .string()
    .regex(/^\/[\w./~-]*$/, "must be a path such as /healthz")
    .optional()
    .describe(
      "A GET of exactly this path is answered 200 here: not relayed, not recorded. For load balancers.",
    )
    .meta({ example: "/healthz" }),
});

const shadow = z.strictObject({
  match: routeSchema.shape.match.describe(
    "Path that stations connect to, as in a route. The first match wins. Only 1.6 on transparent routes has shadows.",
  ),
  upstream: routeSchema.shape.upstream.describe(
    "URL of the other CSMS, with {station} as in a route. The station's query is not passed on.",
  ),
  upstreamCa: routeSchema.shape.upstreamCa,
  translate: translateSchema.describe(
    "How; station 1.6, csms 2.0.1. Credentials are static or perStation: passwords of stations are never recorded, so passthrough is the URL's own, or none. Shadows are always decoupled and never probe.",
  ),
  simulateAccept: yesNo()
    .default(false)
    .describe("Answer commands as if they were followed, instead of refusing them."),
});

const callback = z.strictObject({
  station: z
    .string()
    .min(1)
    .max(255)
    .describe("Identity of the station.")
    .meta({ example: "CP-1" }),
  url: callbackUrl()
    .describe("Where it listens for the CSMS's calls.")
    .meta({ example: "http://10.20.1.7:8080/chargepoint" }),
});

export const configSchema = z.strictObject({
  data: path().default("./ocpptap-data").describe("Directory of spool, store and state."),
  instance: z
    .string()
    .regex(/^[\w.-]{1,64}$/, "1 to 64 letters, digits, dots, dashes, underscores")
    .default("ocpptap")
    .describe("Name of this machine in the record."),
  listen: z
    .array(listener)
    .min(1)
    .default([{ address: { host: "127.0.0.1", port: 9000 } }])
    .meta({ shorthand: "address" })
    .describe("Listeners for stations."),
  upstream: upstreamUrl()
    .optional()
    .describe("One CSMS for all stations; the station's path tail and query are appended.")
    .meta({ example: "wss://csms.example/ocpp" }),
  routes: z
    .array(routeSchema)
    .default([])
    .describe("Which CSMS for which path; the first match wins."),
  shadows: z
    .array(shadow)
    .default([])
    .describe(
      "Rehearsals: what stations and their CSMS say to each other is played, translated, to another CSMS. Nothing it says reaches a station.",
    ),
  relay: z
    .strictObject({
      requestHeadMs: milliseconds(100, 600_000)
        .default(limits.requestHeadMsMax)
        .describe("Longest wait for a station's complete request head. Unit: ms."),
      dialMs: milliseconds(100, 600_000)
        .default(limits.dialMsMax)
        .describe("Longest wait for the CSMS's complete answer to the handshake. Unit: ms."),
      lingerMs: milliseconds(0, 3_600_000)
        .default(limits.lingerMsMax)
        .describe("How long one half of a link may outlive the other. Unit: ms."),
      keepAliveMs: milliseconds(1_000, 3_600_000)
        .default(limits.keepAliveMs)
        .describe(
          "Silence before TCP keep-alive probes begin, at random between half of it and all of it. Unit: ms.",
        ),
      ghostSilenceMs: milliseconds(0, 3_600_000)
        .default(limits.ghostSilenceMs)
        .describe(
          "When a redialling station is refused, its old link counts as a ghost after this silence. Unit: ms.",
        ),
      drainMs: milliseconds(0, 3_600_000)
        .default(limits.drainMs)
        .describe(
          "When ocpptap is told to end, new stations are refused, and links are closed one by one within this time, in its second half; 0 closes all at once. What runs ocpptap must wait for 60 s more. Unit: ms.",
        ),
      ...relayBoundFields,
      workers: integer(1, limits.relayWorkersMax)
        .default(1)
        .describe(
          "Relay processes that share the listeners' ports, each with its own spool. More than one needs Linux or another system that can share ports.",
        ),
    })
    .prefault({})
    .describe("The data plane."),
  record: z
    .strictObject({
      strict: yesNo()
        .default(false)
        .describe("Hold each message until its append to the spool has completed."),
      ...recordBoundFields,
      retentionDays: integer(1, 3_650)
        .default(limits.retentionDays)
        .describe("How long the record is kept. Unit: days."),
      ...redactionFields,
    })
    .prefault({})
    .describe("What is recorded."),
  spool: z
    .strictObject({
      bytesMax: bytes({ min: 1024 * 1024 })
        .default(limits.spoolBytesMax)
        .describe(
          "All segments together, divided equally among the workers; beyond it the oldest goes and is counted. Unit: bytes.",
        ),
      segmentBytesMax: bytes({ min: 64 * 1024, max: 1024 * 1024 * 1024 })
        .default(limits.segmentBytesMax)
        .describe("One segment file. Unit: bytes."),
      bufferBytesMax: bytes({ min: 64 * 1024 })
        .default(limits.spoolBufferBytesMax)
        .describe(
          "Appended but unwritten, of one worker; beyond it copies are dropped and counted. Unit: bytes.",
        ),
      fsyncMs: milliseconds(0, 60_000)
        .default(limits.fsyncMs)
        .describe("Between fsyncs; 0 is after every write. Unit: ms."),
      ...sealingFields,
    })
    .prefault({})
    .describe("The recording on this machine's disk."),
  soap: z
    .strictObject({
      callbacks: z
        .strictObject({
          address: address()
            .optional()
            .describe(
              "Where the CSMS calls SOAP stations through ocpptap: as its HTTP proxy, or at /STATION. Absent: nowhere.",
            )
            .meta({ example: "127.0.0.1:9002" }),
          allow: ranges()
            .optional()
            .describe(
              "Networks of stations that may be called through it as a proxy; nothing else is dialled.",
            )
            .meta({ example: "10.20.0.0/16" }),
          clients: ranges()
            .optional()
            .describe("Who may call; absent: whoever reaches the address.")
            .meta({ example: "192.0.2.10" }),
          stations: z
            .array(callback)
            .default([])
            .describe("Where stations are that the CSMS calls at /STATION."),
        })
        .prefault({})
        .describe("Calls of the CSMS to stations."),
    })
    .prefault({})
    .describe("OCPP-S: SOAP over HTTP."),
  exchange: z
    .strictObject({
      timeoutMs: milliseconds(100, 3_600_000)
        .default(limits.exchangeTimeoutMs)
        .describe("How long a call may go unanswered. Unit: ms."),
    })
    .prefault({})
    .describe("Pairing of calls with their responses."),
  store: z
    .strictObject({
      url: storeUrl()
        .default("embedded:")
        .describe(
          "embedded: or http(s)://user:password@host:8123/database of a ClickHouse server; several nodes of one cluster: host:8123,host2:8123.",
        ),
      readUrl: storeUrl()
        .optional()
        .describe(
          "The same server and database as store.url, as a user who may only read: for the console, for alerts, and for commands that search. Absent: store.url.",
        )
        .meta({ example: "http://reader:password@clickhouse.example:8123/ocpptap" }),
      memoryBytesMax: bytes({ min: 256 * 1024 * 1024 })
        .default(limits.engineMemoryBytesMax)
        .describe(
          "Memory of the embedded engine; half of it is for readers. Beyond it a question is answered 422, and an insert is tried again. Unit: bytes.",
        ),
      cluster: z
        .string()
        .regex(/^[\w.-]{1,64}$/, "1 to 64 letters, digits, dots, dashes, underscores")
        .optional()
        .describe(
          "Name of the ClickHouse cluster that store.url is a node of; the record is then divided over its shards by station.",
        )
        .meta({ example: "ocpptap" }),
      replicated: yesNo()
        .default(true)
        .describe("With store.cluster: ReplicatedMergeTree tables. false: one node a shard."),
      coldAfterDays: integer(1, 3_650)
        .optional()
        .describe(
          "Messages older than this move to store.coldVolume of your own ClickHouse server. Unit: days.",
        )
        .meta({ example: "14" }),
      coldPolicy: z
        .string()
        .regex(/^[\w-]{1,64}$/, "1 to 64 letters, digits, dashes, underscores")
        .default("tiered")
        .describe("With store.coldAfterDays: the server's storage policy that has that volume."),
      coldVolume: z
        .string()
        .regex(/^[\w-]{1,64}$/, "1 to 64 letters, digits, dashes, underscores")
        .default("cold")
        .describe("With store.coldAfterDays: its volume of larger, slower disks or objects."),
    })
    .prefault({})
    .describe("Where the record is searched."),
  query: querySchema
    .prefault({})
    .describe("What one question about the record may cost, so that none takes all."),
  redis: z
    .strictObject({
      url: redisUrl()
        .optional()
        .describe(
          "redis(s)://user:password@host:6379/0 of a Redis server that instances share: which of them holds which station, route overrides, the live tail, and the state of translated stations. Sentinels or nodes of a cluster are separated by commas. Without it processes of this machine share the data directory.",
        )
        .meta({ example: "redis://user:password@redis.example:6379/0" }),
      mode: z
        .enum(["single", "sentinel", "cluster"])
        .default("single")
        .describe("What the hosts of redis.url are: one server, its Sentinels, or cluster nodes."),
      sentinelName: z
        .string()
        .min(1)
        .max(200)
        .default("mymaster")
        .describe("With mode sentinel: the name under which Sentinels know the primary."),
      sentinelPassword: z
        .string()
        .optional()
        .describe("With mode sentinel: the Sentinels' own password; redis.url has the servers'.")
        .meta({ example: "secret" }),
      ca: path()
        .optional()
        .describe(
          "With rediss://: PEM file with the CAs that may sign its certificate, instead of the system's.",
        )
        .meta({ example: "tls/redis-ca.pem" }),
      prefix: z
        .string()
        .regex(/^[\w.:-]{1,64}$/, "1 to 64 letters, digits, dots, colons, dashes, underscores")
        .default("ocpptap:")
        .describe("Every key and channel begins with it; all instances of a fleet have the same."),
    })
    .prefault({})
    .describe("State that several machines share."),
  console: z
    .strictObject({
      address: address()
        .default({ host: "127.0.0.1", port: 9001 })
        .describe(
          "Where API and web page are served: [HOST:]PORT; beyond loopback only with console.auth.",
        ),
      metricsAddress: address()
        .optional()
        .describe(
          "Where /metrics, /healthz and /readyz, and nothing of the record, are served as well, without authentication, to other machines: [HOST:]PORT.",
        )
        .meta({ example: "0.0.0.0:9002" }),
      publicUrl: httpUrl()
        .optional()
        .describe("Its address as people reach it: for the links in alerts, and for signing in.")
        .meta({ example: "https://ocpptap.example" }),
      auth: authSchema
        .prefault({})
        .describe(
          "Who may look, and who may change something; nothing: whoever is on this machine.",
        ),
      ...consoleTlsFields,
      ...consoleBoundFields,
      tokenFile: path()
        .optional()
        .describe("File with the token that commands such as `tail` show to a console.")
        .meta({ example: "/run/secrets/ops" }),
    })
    .prefault({})
    .describe("HTTP API and web page."),
  alerts: z
    .array(alertSchema)
    .max(limits.alertsMax)
    .default([])
    .describe("Findings that are told by webhook, Slack or e-mail."),
  telemetry: telemetrySchema.prefault({}).describe("What is told beyond metrics. Off by default."),
  log: z
    .strictObject({
      level: z
        .enum(["debug", "info", "warn", "error"])
        .default("info")
        .describe("Least severity that is logged."),
      format: z
        .enum(["auto", "json", "text"])
        .default("auto")
        .describe("auto: text on a terminal, JSON lines elsewhere."),
    })
    .prefault({})
    .describe("Log lines, on standard output."),
});

export type Config = z.output<typeof configSchema>;
export type ListenerConfig = Config["listen"][number];
export type RouteConfig = Config["routes"][number];
export type Address = { readonly host: string; readonly port: number };
