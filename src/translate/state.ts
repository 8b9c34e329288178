/**
 * Everything the translator remembers of one station: plain JSON, never changed in place. All but
 * `live` is durable. It is stored as small documents, one for each field below or, where a field is
 * a record, one for each of its entries; a step's changes are written as one batch before anything
 * of that step is sent. So a crash leaves either none or all of a step.
 */
import type { Json, JsonObject } from "../exchange/message.ts";
import type { Live } from "./live.ts";

/** 2.0.1's IdTokenType, as the CSMS used it or as we made it out of an idTag. */
export type IdToken = JsonObject & { readonly idToken: string; readonly type: string };

export type Continuation = { readonly name: string; readonly data: Json };

/** The message another was translated from; `ref` is `<linkId>/<seq>` of its record. */
export type Cause = {
  readonly leg: "station" | "csms";
  readonly messageId: string;
  readonly ref: string | null;
} | null;

export type Station = {
  readonly registration: "none" | "Pending" | "Rejected" | "Accepted";
  readonly intervalS: number;
  /** The station's newest BootNotification, as sent; null before the first. */
  readonly boot: JsonObject | null;
  readonly boots: number;
  /** 1.6 actions that it answered NotImplemented or NotSupported since its boot. */
  readonly lacks: readonly string[];
  /** The next number for a 1.6 transactionId. Never goes back. */
  readonly nextInt: number;
  readonly nextEventId: number;
  /** For requestIds and remoteStartIds that a 1.6 CSMS does not give. Never goes back. */
  readonly nextRequestId: number;
  /** Event time minus arrival time of live messages: what its clock is ahead. Unit: ms. */
  readonly clockAheadMs: number;
  readonly resetSent: { readonly atMs: number; readonly isScheduled: boolean } | null;
  readonly resetDeferred: boolean;
  /** Connectors out of service until then; not ours where the CSMS has decided since. */
  readonly drained: readonly { readonly connectorId: number; readonly isOurs: boolean }[];
  readonly firmwareStatus: string | null;
  /** Last AvailabilityState told of the station as a whole. */
  readonly availability: string | null;
};

export type ActiveError = {
  readonly errorCode: string;
  readonly component: string;
  readonly variable: string;
};

export type Connector = {
  readonly connectorId: number;
  /** "" before the first. */
  readonly status: string;
  readonly statusAtMs: number;
  /** When it arrived, by our clock. */
  readonly seenAtMs: number;
  /** 2.0.1's; null for "the CSMS does not know". */
  readonly sentStatus: string | null;
  readonly history: readonly { readonly atMs: number; readonly status: string }[];
  readonly errors: readonly ActiveError[];
};

export type Token = {
  /** As first seen: case is kept, never compared. */
  readonly idTag: string;
  readonly idToken: IdToken;
  readonly source: "csms" | "station";
  readonly seenAtMs: number;
  /** When the CSMS last accepted it; null for never. */
  readonly acceptedAtMs: number | null;
  /** Last idTagInfo.status that the station was told; null before the first. */
  readonly status: string | null;
};

export type ChargingTime = {
  readonly sinceMs: number | null;
  readonly totalMs: number;
  /** Nothing of the transaction was missed. */
  readonly isWhole: boolean;
};

export type Transaction = {
  readonly txId: string;
  /** 1.6's number; ours, or the station's own for one that began before us. */
  readonly int: number;
  readonly connectorId: number;
  readonly idTag: string | null;
  readonly idToken: IdToken | null;
  readonly naturalKey: string;
  readonly epoch: number;
  readonly nextSeqNo: number;
  readonly isOpen: boolean;
  readonly startedAtMs: number;
  /** By our clock. */
  readonly openedAtMs: number;
  readonly endedAtMs: number | null;
  /** The words of the stop that ended it; null for none, or an end of our own. */
  readonly stopKey: string | null;
  readonly meterStartWh: number | null;
  readonly registerWh: number | null;
  readonly lastEventAtMs: number;
  readonly chargingState: string | null;
  readonly remoteStartId: number | null;
  /** The station has used its number. */
  readonly isIntUsed: boolean;
  readonly isAdopted: boolean;
  readonly isSynthetic: boolean;
  /** It began with the cable, and the station has not started it yet. */
  readonly isPlugged: boolean;
  /** What the CSMS said of the start: 1.6's idTagInfo; null before. */
  readonly startInfo: JsonObject | null;
  /** Of the newest boot or reconnection that it has not yet been heard of since; null for none. */
  readonly doubtedAtMs: number | null;
  readonly charging: ChargingTime;
  /** Numbers of its entries in `State.samples`: from the first, to before the end. */
  readonly samples: { readonly first: number; readonly end: number };
  /** All of them in one, as until version 0.1: read, never added to. */
  readonly sentSamples?: readonly string[];
  /** Its newest MeterValues, and the connection that brought it: it may come again. */
  readonly lastMeter?: { readonly print: string; readonly upSinceMs: number } | null;
  /** Of a 2.0.1 station's transaction on a 1.6 CSMS. */
  readonly reverse?: ReverseTransaction;
};

/** `int` is 0 until the CSMS has given it. */
export type ReverseTransaction = {
  /** `waiting` for a token and a car, `metering` for a first reading, `started` once it is told. */
  readonly stage: "waiting" | "metering" | "started";
  /** A start is told then, also without a reading; null for no such time. Unit: ms. */
  readonly meterDueMs: number | null;
  /** When it became a start in 1.6's sense; by the station's clock. Unit: ms. */
  readonly startAtMs: number;
  /** Energy has flowed. */
  readonly hasCharged: boolean;
  readonly reservationId: number | null;
  /** What the start said. Energy is counted from the first reading, also where that came later. */
  readonly toldStartWh: number;
  /** The CSMS has given its number. */
  readonly isNumbered: boolean;
  /** Prints of its newest events: one that comes again is answered, and no more. */
  readonly events: readonly string[];
};

/** The last status that a 2.0.1 station told of one connector of one EVSE. */
export type Place = {
  readonly evseId: number;
  readonly connectorId: number;
  /** 2.0.1's ConnectorStatus. */
  readonly status: string;
  readonly atMs: number;
};

export type OutboxEntry = {
  readonly order: number;
  readonly action: string;
  readonly payload: JsonObject;
  readonly txId: string | null;
  readonly attempts: number;
  /** The CSMS may have it: it is repeated word for word. Stored before it is first sent. */
  readonly isSent: boolean;
  readonly notBeforeMs: number;
  readonly continuation: Continuation | null;
  readonly cause: Cause;
};

export type RemoteStart = {
  readonly remoteStartId: number;
  /** Folded: as tokens are compared. */
  readonly idTag: string;
  readonly connectorId: number | null;
  readonly askedAtMs: number;
  readonly expiresAtMs: number;
};

export type Reservation = {
  readonly reservationId: number;
  readonly connectorId: number;
  readonly expiresAtMs: number;
  readonly idTag: string;
};

export type Profile = {
  readonly evseId: number;
  /** Exactly as received. */
  readonly chargingProfile: JsonObject;
};

export type ConfigurationKey = {
  readonly key: string;
  readonly value: string | null;
  readonly isReadonly: boolean;
};

export type LocalList = {
  readonly csmsVersion: number;
  /** Null: what the station holds is not known. */
  readonly stationVersion: number | null;
};

export type Job = {
  readonly requestId: number;
  readonly status: string;
  readonly isDone: boolean;
  /** Asked for by a command of 1.6 that has no number, so it is reported without one. */
  readonly isPlain?: boolean;
};

export type Jobs = {
  readonly firmware: Job | null;
  readonly log: Job | null;
  readonly doneFirmwareIds: readonly number[];
};

export type NetworkProfile = { readonly url: string };

/** What the CSMS has changed about the way to itself. */
export type Upstream = {
  /** Null: as the route says. */
  readonly password: string | null;
  /** The one that worked last, until the newest has worked; null for none. */
  readonly passwordBefore: { readonly password: string | null } | null;
  readonly slots: Readonly<Record<string, NetworkProfile>>;
  /** Addresses in their order since the last reset; a null url is the route's. */
  readonly applied: readonly { readonly slot: number; readonly url: string | null }[];
  readonly activeSlot: number;
};

export type State = {
  readonly stationId: string;
  readonly station: Station;
  readonly localList: LocalList;
  readonly jobs: Jobs;
  readonly upstream: Upstream;
  readonly connectors: Readonly<Record<string, Connector>>;
  /** By `<evseId>.<connectorId>`. Only of a 2.0.1 station. */
  readonly places: Readonly<Record<string, Place>>;
  readonly transactions: Readonly<Record<string, Transaction>>;
  /** Prints of what was sent live of open transactions, by `<txId>#<number>`. */
  readonly samples: Readonly<Record<string, readonly string[]>>;
  /** 1.6 transactionId → txId, of open and ended ones. */
  readonly ints: Readonly<Record<string, string>>;
  readonly tokens: Readonly<Record<string, Token>>;
  /** The station's local list: folded idTag → status; "" for none said. */
  readonly listed: Readonly<Record<string, string>>;
  readonly outbox: Readonly<Record<string, OutboxEntry>>;
  readonly remoteStarts: Readonly<Record<string, RemoteStart>>;
  readonly reservations: Readonly<Record<string, Reservation>>;
  readonly profiles: Readonly<Record<string, Profile>>;
  readonly configuration: Readonly<Record<string, ConfigurationKey>>;
  /** Variables of ours that the CSMS has set, by `Component.Variable`. */
  readonly variables: Readonly<Record<string, string>>;
  readonly live: Live;
};

/** Peers choose keys, and `__proto__` is a legal one. */
export function at<T>(record: Readonly<Record<string, T>>, key: string): T | null {
  return Object.hasOwn(record, key) ? (record[key] ?? null) : null;
}

/** A copy with this entry, or without it where the value is null. */
export function withEntry<T>(
  record: Readonly<Record<string, T>>,
  key: string,
  value: T | null,
): Readonly<Record<string, T>> {
  if (value !== null) return { ...record, [key]: value };
  const { [key]: _gone, ...rest } = record;
  return rest;
}
