/** What an operator may choose about a translated route, with defaults that suit most fleets. */
import { type TranslateConfig, translateSchema } from "../config/translate.ts";

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

/** What each leg speaks: a 1.6 station on a 2.0.1 CSMS, or the other way round. */
export type Versions = { readonly station: "1.6" | "2.0.1"; readonly csms: "1.6" | "2.0.1" };

export type Settings = {
  /** The station's calls are copies that others answer; see `shadow/`. */
  readonly isShadow: boolean;
  readonly versions: Versions;
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
  /** When a transaction begins in 2.0.1: with 1.6's start, or with the cable or the card. */
  readonly txStart: "onStartTransaction" | "onPreparing";
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
  /** What Authorize is answered meanwhile: an error, or Accepted where that was so lately. */
  readonly offlineAuthorize: "none" | "acceptKnown";
  readonly offlineAuthorizeMs: number;
  /** What we know and 2.0.1 has no field for goes along as customData. */
  readonly customData: boolean;
  /** Until a reset that waits for the station to be idle, free connectors are out of service. */
  readonly drainOnIdle: boolean;
  /** Of errors: the vendor's own codes, or those of the ChargeX consortium where there is one. */
  readonly techCodes: "vendor" | "chargex";
  /** An accepted station is asked for its configuration and for statuses it does not tell. */
  readonly probe: boolean;
  readonly dedupTransactionData: boolean;
  readonly maxUpstreamBytes: number;
  readonly profilesVolatile: boolean;
  readonly closedSecurityEvents: boolean;
  /** The CSMS may give our leg another address. */
  readonly allowNetworkProfile: boolean;
  /** A password that the CSMS sets becomes the station's AuthorizationKey, too. */
  readonly propagatePassword: boolean;
  /** Of the CSMS's leg, as 2.0.1 numbers them; undefined where nobody said. */
  readonly securityProfile?: number | undefined;
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
  /** Towards a 1.6 CSMS: the idTag of a session that no token began. At most 20 characters. */
  readonly anonymousIdTag: string;
  /** What becomes of 1.6's soft reset: it ends transactions, as Immediate does. */
  readonly softReset: "Immediate" | "OnIdle";
};

/** The options of a route as the translator takes them. */
export function settingsOf(config: TranslateConfig): Settings {
  const { topology, idTokenRules, station, csms, ...same } = config;
  return {
    ...same,
    isShadow: false,
    versions: { station, csms },
    topology:
      topology.length === 0
        ? "auto"
        : topology.map(({ connectorType, ...place }) => ({
            ...place,
            connectorType: connectorType ?? null,
          })),
    idTokenRules: idTokenRules.map(({ pattern, type }) => ({
      pattern: new RegExp(`^(?:${pattern})$`, "i"),
      type,
    })),
  };
}

/** Nothing is asked of the station, and its connection is not ours to close. */
export function shadowSettingsOf(config: TranslateConfig): Settings {
  const settings = settingsOf(config);
  return { ...settings, isShadow: true, presence: "decoupled", probe: false, drainOnIdle: false };
}

export const defaultSettings: Settings = settingsOf(
  translateSchema.parse({ station: "1.6", csms: "2.0.1" }),
);
