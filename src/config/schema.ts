/**
 * The one schema of the configuration. Every leaf has a sentence with its unit and a default from
 * `base/limits.ts`. Flag and environment names, the sample file and the reference page are derived
 * from it; unknown keys are errors.
 */
import { z } from "zod";
import { limits } from "../base/limits.ts";
import { translateSchema } from "./translate.ts";
import { address, bytes, integer, path, redisUrl, storeUrl, upstreamUrl, yesNo } from "./values.ts";

const milliseconds = integer;

const listener = z.strictObject({
  address: address()
    .describe("Where stations connect: [HOST:]PORT; port 0 picks a free one.")
    .meta({ example: "127.0.0.1:9000" }),
  tls: z
    .strictObject({
      certificate: path()
        .describe("PEM file with the certificate chain.")
        .meta({ example: "tls/fullchain.pem" }),
      key: path().describe("PEM file with the private key.").meta({ example: "tls/key.pem" }),
    })
    .optional()
    .describe("Makes this a wss:// listener."),
});

const route = z.strictObject({
  match: z
    .string()
    .startsWith("/")
    .refine((value) => value.split("{station}").length === 2, "must contain {station} once")
    .describe("Path that stations connect to, e.g. /ocpp/{station}. The first match wins.")
    .meta({ example: "/ocpp/{station}" }),
  upstream: upstreamUrl()
    .describe(
      "URL of the CSMS. {station} is replaced by the path's tail as received; without it the tail is appended.",
    )
    .meta({ example: "wss://csms.example/ocpp/{station}" }),
  mode: z
    .enum(["transparent", "translate"])
    .default("transparent")
    .describe("transparent: bytes go untouched. translate: between two versions of OCPP.")
    .meta({ example: "translate" }),
  upstreamCa: path()
    .optional()
    .describe(
      "PEM file with the CAs that may sign the CSMS's certificate, instead of the system's.",
    )
    .meta({ example: "tls/csms-ca.pem" }),
  translate: translateSchema.optional().describe("With mode translate: how."),
});

const shadow = z.strictObject({
  match: route.shape.match.describe(
    "Path that stations connect to, as in a route. The first match wins. Only 1.6 on transparent routes has shadows.",
  ),
  upstream: route.shape.upstream.describe(
    "URL of the other CSMS, with {station} as in a route. The station's query is not passed on.",
  ),
  upstreamCa: route.shape.upstreamCa,
  translate: translateSchema.describe(
    "How; station 1.6, csms 2.0.1. Credentials are static or perStation: passwords of stations are never recorded, so passthrough is the URL's own, or none. Shadows are always decoupled and never probe.",
  ),
  simulateAccept: yesNo()
    .default(false)
    .describe("Answer commands as if they were followed, instead of refusing them."),
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
  routes: z.array(route).default([]).describe("Which CSMS for which path; the first match wins."),
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
        .describe("Silence before TCP keep-alive probes begin. Unit: ms."),
      ghostSilenceMs: milliseconds(0, 3_600_000)
        .default(limits.ghostSilenceMs)
        .describe(
          "When a redialling station is refused, its old link counts as a ghost after this silence. Unit: ms.",
        ),
      linksMax: integer(1, 1_000_000)
        .default(limits.linksMax)
        .describe("Most links at once; more are answered 503."),
    })
    .prefault({})
    .describe("The data plane."),
  record: z
    .strictObject({
      strict: yesNo()
        .default(false)
        .describe("Hold each message until its append to the spool has completed."),
      messageBytesMax: bytes({ min: 1024, max: 16 * 1024 * 1024 })
        .default(limits.messageBytesMax)
        .describe(
          "Largest recorded copy of a message; larger ones are relayed whole. Unit: bytes.",
        ),
      retentionDays: integer(1, 3_650)
        .default(limits.retentionDays)
        .describe("How long the record is kept. Unit: days."),
    })
    .prefault({})
    .describe("What is recorded."),
  spool: z
    .strictObject({
      bytesMax: bytes({ min: 1024 * 1024 })
        .default(limits.spoolBytesMax)
        .describe("All segments together; beyond it the oldest goes and is counted. Unit: bytes."),
      segmentBytesMax: bytes({ min: 64 * 1024, max: 1024 * 1024 * 1024 })
        .default(limits.segmentBytesMax)
        .describe("One segment file. Unit: bytes."),
      bufferBytesMax: bytes({ min: 64 * 1024 })
        .default(limits.spoolBufferBytesMax)
        .describe("Appended but unwritten; beyond it copies are dropped and counted. Unit: bytes."),
      fsyncMs: milliseconds(0, 60_000)
        .default(limits.fsyncMs)
        .describe("Between fsyncs; 0 is after every write. Unit: ms."),
    })
    .prefault({})
    .describe("The recording on this machine's disk."),
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
          "embedded: or http(s)://user:password@host:8123/database of a ClickHouse server.",
        ),
    })
    .prefault({})
    .describe("Where the record is searched."),
  redis: z
    .strictObject({
      url: redisUrl()
        .optional()
        .describe(
          "redis(s)://user:password@host:6379/0 of a Redis server that keeps the state of translated stations; without it a file in the data directory does.",
        )
        .meta({ example: "redis://user:password@redis.example:6379/0" }),
    })
    .prefault({})
    .describe("State that several machines share."),
  console: z
    .strictObject({
      address: address()
        .default({ host: "127.0.0.1", port: 9001 })
        .describe("Where API and web page are served: [HOST:]PORT, loopback only."),
    })
    .prefault({})
    .describe("HTTP API and web page."),
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
