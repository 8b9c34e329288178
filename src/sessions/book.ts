/**
 * What is remembered of one station: its open transactions, the last few settled ones, and what
 * may become part of the next. Bounded in every list.
 */
import type { StationId } from "../base/ids.ts";
import { limits } from "../base/limits.ts";
import type { OcppVersion } from "../ocpp/versions.ts";
import type { ChargingProfile } from "./profiles.ts";
import type {
  LimitChange,
  MessageAt,
  MessageRef,
  StateChange,
  Transaction,
  TransactionSample,
  UnfinishedCause,
} from "./transaction.ts";

type Lists = {
  readonly authorizations: { readonly atUs: number; readonly status: string }[];
  readonly samples: TransactionSample[];
  readonly limitChanges: LimitChange[];
  readonly chargingStates: StateChange[];
  readonly evidence: MessageRef[];
  readonly findings: string[];
};

/** What the energy is worked out from. */
export type Registers = {
  /** Where its register is read; a second one elsewhere is another series. */
  location: string | null;
  firstWh: number | null;
  lastWh: number | null;
  intervalsWh: number | null;
  /** The area under the power, and where it has come to. */
  powerWh: number | null;
  powerAtUs: number | null;
  powerW: number;
};

/** A transaction while it is being assembled. */
export type Assembled = {
  -readonly [Name in Exclude<keyof Transaction, keyof Lists>]: Transaction[Name];
} & Lists & {
    readonly registers: Registers;
    /** Something showed that it cannot go on; from `dueUs` on it counts as unfinished. */
    suspect: {
      readonly why: UnfinishedCause;
      readonly shownBy: MessageAt;
      readonly dueUs: number;
    } | null;
    /** 2.x: the newest seqNo that the CSMS answered. */
    answeredSeqNo: number | null;
    /** Messages went missing since its newest event, so a number that is skipped proves nothing. */
    isSeqNoUncertain: boolean;
    /** Of its newest row; 0 for none. */
    revision: number;
    rowAtUs: number;
    isRowDue: boolean;
    /** Its samples are in the store and no longer here. */
    isShed: boolean;
    /** So many samples are in the journal. */
    savedSamples: number;
  };

export type RemoteStart = MessageAt & {
  readonly idToken: string;
  readonly connectorId: number | null;
  readonly remoteStartId: number | null;
  readonly profile: ChargingProfile | null;
};

export type Authorization = MessageAt & { readonly idToken: string; readonly status: string };

export type Book = {
  readonly stationId: StationId;
  /** First message in the record. */
  readonly sinceUs: number;
  bootAtUs: number | null;
  gapAtUs: number | null;
  /** The least that the station's times were behind their receipt; null while none was seen. */
  lagUs: number | null;
  /** Links of it that are open. */
  links: number;
  readonly open: Assembled[];
  readonly recent: Assembled[];
  readonly remoteStarts: RemoteStart[];
  readonly authorizations: Authorization[];
  readonly profiles: ChargingProfile[];
};

export function createBook(stationId: StationId, sinceUs: number): Book {
  return {
    ...{ stationId, sinceUs, bootAtUs: null, gapAtUs: null, lagUs: null, links: 0 },
    ...{ open: [], recent: [], remoteStarts: [], authorizations: [], profiles: [] },
  };
}

export function createTransaction(
  book: Book,
  first: MessageAt & { readonly instance: string; readonly version: OcppVersion | null },
): Assembled {
  const { linkId, seq, atUs, instance, version } = first;
  return {
    key: `${linkId}-${seq}`,
    ...{ stationId: book.stationId, instance, version },
    ...{ transactionId: "", evseId: null, connectorId: null, idToken: "", state: "open" },
    ...{ startedAtUs: atUs, lastAtUs: atUs, endedAtUs: null },
    ...{ stationStartedAtUs: null, stationEndedAtUs: null, start: null, stop: null },
    mayPrecedeRecord: false,
    ...{ startedBy: "unknown", triggerReason: "", authorizations: [], refusal: null },
    ...{ stopReason: "", remoteStop: null, meterStartWh: null, meterStopWh: null },
    ...{ energyWh: null, energySource: "none", samples: [], limitChanges: [] },
    ...{ chargingStates: [], replayedMessages: 0, lastSeqNo: null, missingEvents: 0 },
    ...{ recordGaps: 0, linksLost: 0, messages: 0, evidence: [], findings: [] },
    registers: {
      ...{ location: null, firstWh: null, lastWh: null, intervalsWh: null },
      ...{ powerWh: null, powerAtUs: null, powerW: 0 },
    },
    ...{ suspect: null, answeredSeqNo: null, isSeqNoUncertain: false },
    ...{ revision: 0, rowAtUs: 0, isRowDue: true, isShed: false, savedSamples: 0 },
  };
}

/** Adds to a bounded list; its first entry stays, because a story needs its beginning. */
export function pushStep<Entry>(list: Entry[], entry: Entry): void {
  list.push(entry);
  if (list.length > limits.transactionStepsMax) list.splice(1, 1);
}

/** Adds to a bounded list; the oldest goes. */
export function pushNewest<Entry>(list: Entry[], entry: Entry, max: number): void {
  list.push(entry);
  if (list.length > max) list.shift();
}

/** No stop is expected any more. */
export function settle(book: Book, transaction: Assembled): void {
  const index = book.open.indexOf(transaction);
  if (index >= 0) book.open.splice(index, 1);
  transaction.isRowDue = true;
  transaction.suspect = null;
  if (!book.recent.includes(transaction)) {
    pushNewest(book.recent, transaction, limits.recentTransactionsMax);
  }
}

/** The newest transaction that something is about; open ones first. */
export function findTransaction(
  book: Book,
  isIt: (transaction: Assembled) => boolean,
): Assembled | null {
  return book.open.findLast(isIt) ?? book.recent.findLast(isIt) ?? null;
}

/** Notes that this message is part of the transaction. */
export function noteMessage(transaction: Assembled, { linkId, seq, atUs }: MessageAt): void {
  transaction.messages += 1;
  if (atUs > transaction.lastAtUs) transaction.lastAtUs = atUs;
  if (transaction.state === "open") transaction.suspect = null;
  pushEvidence(transaction.evidence, { linkId, seq });
}

/** The first and the newest ones stay. */
export function pushEvidence(evidence: MessageRef[], message: MessageRef): void {
  evidence.push(message);
  const { firstEvidenceMax, newestEvidenceMax } = limits;
  if (evidence.length > firstEvidenceMax + newestEvidenceMax) evidence.splice(firstEvidenceMax, 1);
}

/** An id that CSMSs and stations put where they have none. */
export function isPlaceholder(transactionId: string): boolean {
  return transactionId === "0" || transactionId === "-1";
}
