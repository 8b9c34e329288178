/**
 * A charging transaction as the messages of its station tell it, over all links and whatever the
 * version. What is inferred says from what.
 */
import type { LinkId, StationId } from "../base/ids.ts";
import type { OcppVersion } from "../ocpp/versions.ts";

/** `unfinished`: no stop ever came, and something showed that it cannot go on. */
export type TransactionState = "open" | "ended" | "unfinished";

/** A message of the record. */
export type MessageRef = { readonly linkId: LinkId; readonly seq: number };

export type MessageAt = MessageRef & { readonly atUs: number };

/** One moment of the meter; null where the message said nothing of it. */
export type TransactionSample = {
  /** By the station's clock where it told it, else when the message was received. */
  readonly atUs: number;
  /** The import register, all phases together. */
  readonly energyWh: number | null;
  /** The phases' sum where they were told one by one. */
  readonly powerW: number | null;
  /** Of the phase with most. */
  readonly currentA: number | null;
  readonly socPercent: number | null;
};

/** `card`: a token at the station; `plug`: plugging in was enough. */
export type StartedBy = "card" | "remote" | "plug" | "unknown";

/** How a limit became one of this transaction; `limit` null: the profile was cleared. */
export type LimitChange = MessageAt & {
  readonly limit: number | null;
  readonly unit: "A" | "W" | "";
  readonly profileId: number | null;
  readonly purpose: string;
  readonly stackLevel: number | null;
};

export type StateChange = { readonly atUs: number; readonly state: string };

/** What the CSMS said to the newest start or stop. */
export type Answer = MessageAt & {
  readonly outcome: "result" | "error";
  /** Of an error. */
  readonly errorCode: string;
};

/** A start or a stop as it was sent, and sent again. */
export type Step = MessageAt & {
  /** How often it was sent. */
  readonly times: number;
  /** The answer to the newest; null while there is none. */
  readonly answer: Answer | null;
};

/** Where the energy comes from, best first; `none`: there is no evidence. */
export type EnergySource = "meter-start-stop" | "registers" | "intervals" | "power" | "none";

export type Transaction = {
  /** Url-safe, and the same whenever this record is read again: link and number of its message. */
  readonly key: string;
  readonly stationId: StationId;
  readonly instance: string;
  readonly version: OcppVersion | null;
  /** "" while unknown. 0 and -1 of 1.6 stay as they are. */
  readonly transactionId: string;
  readonly evseId: number | null;
  readonly connectorId: number | null;
  readonly idToken: string;
  readonly state: TransactionState;
  /** When its first and its newest message were received, and the one that ended it. */
  readonly startedAtUs: number;
  readonly lastAtUs: number;
  readonly endedAtUs: number | null;
  /** The same by the station's clock. */
  readonly stationStartedAtUs: number | null;
  readonly stationEndedAtUs: number | null;
  /** Its start; null where it began before the record did, or the start is missing. */
  readonly start: Step | null;
  readonly stop: Step | null;
  /** The record of this station may have begun after it. */
  readonly mayPrecedeRecord: boolean;
  readonly startedBy: StartedBy;
  /** 2.x: why the start was sent. */
  readonly triggerReason: string;
  /** The CSMS's word on the token, newest last; "" for what it did not say. */
  readonly authorizations: readonly { readonly atUs: number; readonly status: string }[];
  /** The newest word on the token that was not `Accepted`, and the energy at that moment. */
  readonly refusal: (MessageAt & { readonly status: string; readonly energyWh: number }) | null;
  /** As the station said, e.g. `EVDisconnected`; "" for none: 1.6 then means `Local`. */
  readonly stopReason: string;
  /** The CSMS asked for the stop, and the station accepted. */
  readonly remoteStop: MessageAt | null;
  readonly meterStartWh: number | null;
  readonly meterStopWh: number | null;
  readonly energyWh: number | null;
  readonly energySource: EnergySource;
  /** Oldest first; thinned. */
  readonly samples: readonly TransactionSample[];
  readonly limitChanges: readonly LimitChange[];
  /** 1.6: the connector's status; 2.x: chargingState. */
  readonly chargingStates: readonly StateChange[];
  /** Messages sent long after what they tell of. */
  readonly replayedMessages: number;
  /** 2.x: the newest seqNo, and how many numbers are missing. */
  readonly lastSeqNo: number | null;
  readonly missingEvents: number;
  /** While it was open, messages of the station went missing from our record. */
  readonly recordGaps: number;
  /** Links that ended while it was open. */
  readonly linksLost: number;
  readonly messages: number;
  /** Messages that made it: the first and the newest ones. */
  readonly evidence: readonly MessageRef[];
  /** Rules that found something in them. */
  readonly findings: readonly string[];
};

/**
 * `started`: it is known from here on. `identified`: its id was told. `refused`: the CSMS did not
 * accept its token. `repeated`: a start or stop came again.
 */
export type ChangeKind =
  | "started"
  | "identified"
  | "refused"
  | "updated"
  | "repeated"
  | "ended"
  | "unfinished";

export type ChangeDetail =
  /** `earlier`: what the CSMS had said to the one before. */
  | {
      readonly kind: "repeat";
      readonly of: "start" | "stop";
      readonly times: number;
      readonly before: MessageAt;
      readonly earlier: Answer | null;
    }
  /** 2.x: not the number that follows `lastSeqNo`. */
  | { readonly kind: "seq-no"; readonly expected: number; readonly seqNo: number }
  | { readonly kind: "unfinished"; readonly why: UnfinishedCause; readonly shownBy: MessageAt }
  /** `id`: what the transaction was called before, and is called now. */
  | { readonly kind: "id"; readonly before: string; readonly now: string }
  /** `lagUs`: how long before its receipt the station dates it; null where it only says so. */
  | { readonly kind: "replay"; readonly lagUs: number | null };

export type UnfinishedCause = "new-start" | "boot" | "available" | "too-many";

/** A step of a transaction's life. */
export type TransactionChange = {
  readonly change: ChangeKind;
  /** As it is after the change; it goes on changing, so nobody keeps it. */
  readonly transaction: Transaction;
  readonly details: readonly ChangeDetail[];
};
