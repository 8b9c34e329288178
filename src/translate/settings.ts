/** What an operator may choose about a translated route, with defaults that suit most fleets. */
import { limits } from "../base/limits.ts";

/** One connector of the station and where it is in 2.0.1; several connectors may share an EVSE. */
export type TopologyEntry = {
  readonly connectorId: number;
  readonly evseId: number;
  readonly evseConnectorId: number;
  /** As 2.0.1 names it, e.g. `cCCS2`; null where nobody said. */
  readonly connectorType: string | null;
};

export type TokenRule = { readonly pattern: RegExp; readonly type: string };

export type StartPolicy = "accept" | "knownOnly" | "reject";

export type Settings = {
  /** `mirror`: neither leg outlives the other for long. `decoupled`: we answer alone meanwhile. */
  readonly presence: "mirror" | "decoupled";
  /** Under `mirror`, the station's leg survives the CSMS's by this. Unit: ms. */
  readonly upstreamGraceMs: number;
  readonly topology: "auto" | readonly TopologyEntry[];
  /** The type of a token that nothing else gives away. */
  readonly idTokenType: string;
  readonly idTokenRules: readonly TokenRule[];
  /** Readers with keys: 4 to 8 digits are a PIN, not a card. */
  readonly keyCodeReader: boolean;
  /** Types to try, in order, where the CSMS does not know a token. */
  readonly tokenProbe: readonly string[];
  readonly evseInEveryEvent: boolean;
  readonly normalizeUnits: boolean;
  /** How an Immediate reset reaches the station: `auto` is Soft while a transaction is open. */
  readonly resetImmediate: "auto" | "Soft" | "Hard";
  readonly adoptUnknown: boolean;
  readonly unsignedFirmwareDowngrade: boolean;
  readonly evseZeroMeterValues: "send" | "drop";
  readonly unmappableMeasurands: "notifyEvent" | "drop";
  readonly dedupStatus: boolean;
  /** An open transaction is given up so long after a reboot that does not mention it. Unit: ms. */
  readonly zombieGraceMs: number;
  readonly bootReasonDefault: string;
  /** How 2.0.1 spells it: sources disagree. */
  readonly occurrenceSpelling201: "OccurrenceConstraintViolation" | "OccurenceConstraintViolation";
  readonly ackMode: "durable" | "endToEnd";
  readonly offlineStart: StartPolicy;
  readonly dedupTransactionData: boolean;
  readonly maxUpstreamBytes: number;
  readonly profilesVolatile: boolean;
  readonly closedSecurityEvents: boolean;
  /** After an outage of the CSMS this long every status is sent again. Unit: ms. */
  readonly offlineThresholdMs: number;
  /** For an event that the CSMS does not take, unless the station's configuration says. */
  readonly messageAttempts: number;
  readonly messageAttemptIntervalMs: number;
  /** What stands in for a boot that the station never sent. */
  readonly identity: { readonly vendorName: string; readonly model: string };
  /** What 1.6 does not say about signed values. */
  readonly signedEncoding: string;
  readonly signedMethod: string;
};

export const defaultSettings: Settings = {
  presence: "mirror",
  upstreamGraceMs: 60_000,
  topology: "auto",
  idTokenType: "ISO14443",
  idTokenRules: [],
  keyCodeReader: false,
  tokenProbe: [],
  evseInEveryEvent: true,
  normalizeUnits: true,
  resetImmediate: "auto",
  adoptUnknown: true,
  unsignedFirmwareDowngrade: false,
  evseZeroMeterValues: "send",
  unmappableMeasurands: "notifyEvent",
  dedupStatus: true,
  zombieGraceMs: 300_000,
  bootReasonDefault: "PowerUp",
  occurrenceSpelling201: "OccurrenceConstraintViolation",
  ackMode: "durable",
  offlineStart: "accept",
  dedupTransactionData: true,
  maxUpstreamBytes: limits.upstreamBytesMax,
  profilesVolatile: false,
  closedSecurityEvents: false,
  offlineThresholdMs: 60_000,
  messageAttempts: 3,
  messageAttemptIntervalMs: 60_000,
  identity: { vendorName: "Unknown", model: "Unknown" },
  signedEncoding: "Other",
  signedMethod: "",
};
