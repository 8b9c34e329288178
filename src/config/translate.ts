/**
 * The options of a translated route: both versions, the credentials of the CSMS's leg, and what
 * `translate/settings.ts` lets an operator choose. Defaults suit most fleets.
 */
import { z } from "zod";
import { limits } from "../base/limits.ts";
import { bytes, integer, path, pattern, words, yesNo } from "./values.ts";

const milliseconds = integer;

const idTokenTypes = [
  ...["Central", "eMAID", "ISO14443", "ISO15693", "KeyCode", "Local", "MacAddress"],
  "NoAuthorization",
] as const;

const idTokenType = () => z.enum(idTokenTypes);

export const credentialsSchema = z.strictObject({
  mode: z
    .enum(["passthrough", "perStation", "static"])
    .default("passthrough")
    .describe(
      "What ocpptap shows the CSMS: the station's own Authorization byte for byte, or a user and password from `file` for each station, or `user` and `password` for all. Of the last two nobody checks the station's own.",
    ),
  file: path()
    .optional()
    .describe(
      "With perStation: YAML file, for each station `id: { user, password }`; without `user` it is the id.",
    )
    .meta({ example: "credentials.yaml" }),
  user: z
    .string()
    .optional()
    .describe("With static: the user; the station's id where absent.")
    .meta({ example: "ocpptap" }),
  password: z
    .string()
    .optional()
    .describe("With static: the password.")
    .meta({ example: "secret" }),
});

const topology = z.strictObject({
  connectorId: integer(1, 10_000).describe("The station's number of the connector in 1.6.").meta({
    example: "1",
  }),
  evseId: integer(1, 10_000).describe("Its EVSE in 2.0.1.").meta({ example: "1" }),
  evseConnectorId: integer(1, 10_000).default(1).describe("Its number within that EVSE."),
  connectorType: z
    .string()
    .max(20)
    .optional()
    .describe("As 2.0.1 names it.")
    .meta({ example: "cCCS2" }),
});

const idTokenRule = z.strictObject({
  pattern: pattern().describe("Regular expression for the whole idTag.").meta({
    example: "DE[0-9A-F]+",
  }),
  type: idTokenType().describe("The type of such a token.").meta({ example: "Central" }),
});

const identity = z.strictObject({
  vendorName: z.string().min(1).max(50).default("Unknown").describe("The station's vendor."),
  model: z.string().min(1).max(20).default("Unknown").describe("The station's model."),
});

export const translateSchema = z.strictObject({
  station: z
    .enum(["1.6", "2.0.1"])
    .describe("OCPP version of the stations.")
    .meta({ example: "1.6" }),
  csms: z.enum(["1.6", "2.0.1"]).describe("OCPP version of the CSMS.").meta({ example: "2.0.1" }),
  tenant: z
    .string()
    .regex(/^[\w.-]{1,64}$/, "1 to 64 letters, digits, dots, dashes, underscores")
    .default("default")
    .describe(
      "Stations of different tenants may have the same id. Routes with one tenant share what is remembered.",
    ),
  credentials: credentialsSchema.prefault({}).describe("What ocpptap shows the CSMS."),
  pingMs: milliseconds(0, 3_600_000)
    .default(limits.csmsPingMs)
    .describe("Between our pings to the CSMS; 0 for none. Unit: ms."),
  presence: z
    .enum(["mirror", "decoupled"])
    .default("mirror")
    .describe(
      "mirror: neither leg outlives the other for long. decoupled: ocpptap answers alone meanwhile.",
    ),
  upstreamGraceMs: milliseconds(0, 3_600_000)
    .default(60_000)
    .describe("Under mirror, the station's leg survives the CSMS's by this. Unit: ms."),
  offlineThresholdMs: milliseconds(0, 86_400_000)
    .default(60_000)
    .describe("After an outage of the CSMS this long every status is sent again. Unit: ms."),
  ackMode: z
    .enum(["durable", "endToEnd"])
    .default("durable")
    .describe(
      "durable: the station is answered once its message is stored. endToEnd: once the CSMS has it.",
    ),
  offlineStart: z
    .enum(["accept", "knownOnly", "reject"])
    .default("accept")
    .describe("What a station that starts a transaction is told while the CSMS is away."),
  offlineAuthorize: z
    .enum(["none", "acceptKnown"])
    .default("none")
    .describe("Authorize while the CSMS is away: an error, or Accepted where that was so lately."),
  offlineAuthorizeMs: milliseconds(0, 366 * 86_400_000)
    .default(7 * 86_400_000)
    .describe("With acceptKnown: how long ago that may have been. Unit: ms."),
  probe: yesNo()
    .default(true)
    .describe("Ask an accepted station for its configuration and for statuses it does not tell."),
  adoptUnknown: yesNo()
    .default(true)
    .describe("Build a transaction for one that the station names and nobody knows."),
  zombieGraceMs: milliseconds(0, 86_400_000)
    .default(300_000)
    .describe(
      "An open transaction is given up so long after a reboot that does not mention it. Unit: ms.",
    ),
  messageAttempts: integer(1, 1_000)
    .default(3)
    .describe("For an event that the CSMS does not take, unless the station's settings say."),
  messageAttemptIntervalMs: milliseconds(0, 86_400_000)
    .default(60_000)
    .describe("Between the first two attempts; it grows with each. Unit: ms."),
  topology: z
    .array(topology)
    .max(limits.translatedConnectorsMax)
    .default([])
    .describe("Which connector is which EVSE; empty for one EVSE for each connector."),
  idTokenType: idTokenType()
    .default("ISO14443")
    .describe("The type of a token that nothing else gives away."),
  idTokenRules: z
    .array(idTokenRule)
    .max(limits.idTokenRulesMax)
    .default([])
    .describe("Types of tokens by their text; the first match wins."),
  keyCodeReader: yesNo()
    .default(false)
    .describe("The stations have key pads: 4 to 8 digits are a PIN."),
  tokenProbe: words(idTokenTypes)
    .default([])
    .describe("Types to try, in order, where the CSMS does not know a token.")
    .meta({ example: "Central" }),
  txStart: z
    .enum(["onStartTransaction", "onPreparing"])
    .default("onStartTransaction")
    .describe("When a transaction begins in 2.0.1: with 1.6's start, or with the cable."),
  evseInEveryEvent: yesNo().default(true).describe("Name the EVSE in every TransactionEvent."),
  normalizeUnits: yesNo().default(true).describe("Send Wh for kWh, and so on, unless signed."),
  resetImmediate: z
    .enum(["auto", "Soft", "Hard"])
    .default("auto")
    .describe("How an Immediate reset reaches the station; auto: Soft in a transaction."),
  drainOnIdle: yesNo()
    .default(false)
    .describe("Take free connectors out of service until a reset that waits for idleness."),
  bootReasonDefault: z
    .enum([
      ...["ApplicationReset", "FirmwareUpdate", "LocalReset", "PowerUp", "RemoteReset"],
      ...["ScheduledReset", "Triggered", "Unknown", "Watchdog"],
    ] as const)
    .default("PowerUp")
    .describe("Of a boot that nothing explains."),
  unsignedFirmwareDowngrade: yesNo()
    .default(false)
    .describe("A signed update may go to the station as an unsigned one."),
  profilesVolatile: yesNo()
    .default(false)
    .describe("The stations forget their charging profiles when they boot."),
  closedSecurityEvents: yesNo()
    .default(false)
    .describe("The CSMS takes only the security events that the standard lists."),
  allowNetworkProfile: yesNo()
    .default(false)
    .describe("The CSMS may give ocpptap another address of itself for a station."),
  propagatePassword: yesNo()
    .default(false)
    .describe("A password that the CSMS sets becomes the station's AuthorizationKey, too."),
  securityProfile: integer(0, 3)
    .optional()
    .describe("Of ocpptap's connection to the CSMS, as 2.0.1 numbers them.")
    .meta({ example: "2" }),
  evseZeroMeterValues: z
    .enum(["send", "drop"])
    .default("send")
    .describe("Meter values of the station as a whole: some CSMSs reject EVSE 0."),
  unmappableMeasurands: z
    .enum(["notifyEvent", "drop"])
    .default("notifyEvent")
    .describe("What becomes of temperatures and the like."),
  techCodes: z
    .enum(["vendor", "chargex"])
    .default("vendor")
    .describe("Codes of errors: the vendor's, or the ChargeX consortium's where there is one."),
  customData: yesNo()
    .default(false)
    .describe("Add 1.6's status and transaction number as customData."),
  dedupStatus: yesNo().default(true).describe("Send a status only when it has changed."),
  dedupTransactionData: yesNo()
    .default(true)
    .describe("Leave out what a stop repeats of samples that were sent already."),
  maxUpstreamBytes: bytes({ min: 4 * 1024, max: 1024 * 1024 })
    .default(limits.upstreamBytesMax)
    .describe("A larger event sends its oldest samples ahead. Unit: bytes."),
  occurrenceSpelling201: z
    .enum(["OccurrenceConstraintViolation", "OccurenceConstraintViolation"])
    .default("OccurrenceConstraintViolation")
    .describe("How the error code is spelled for the CSMS: sources disagree."),
  identity: identity.prefault({}).describe("What stands in for a boot that was never sent."),
  signedEncoding: z
    .string()
    .max(50)
    .default("Other")
    .describe("Encoding of signed meter values, which 1.6 does not say."),
  signedMethod: z
    .string()
    .max(50)
    .default("")
    .describe("Signing method of signed meter values, which 1.6 does not say."),
  anonymousIdTag: z
    .string()
    .min(1)
    .max(20)
    .default("NoAuthorization")
    .describe("With a 1.6 CSMS: the idTag of a session that no token began."),
  softReset: z
    .enum(["Immediate", "OnIdle"])
    .default("Immediate")
    .describe("With a 1.6 CSMS: how a soft reset reaches the station."),
});

export type TranslateConfig = z.output<typeof translateSchema>;
export type CredentialsConfig = z.output<typeof credentialsSchema>;

/** What is missing of these; null for nothing. */
export function credentialsProblem(credentials: CredentialsConfig): string | null {
  if (credentials.mode === "perStation" && credentials.file === undefined) {
    return "has credentials perStation, which need their `file`";
  }
  if (credentials.mode === "static" && credentials.password === undefined) {
    return "has credentials static, which need a `password`";
  }
  return null;
}
