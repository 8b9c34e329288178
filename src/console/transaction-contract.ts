/** The HTTP API's answers about charging transactions: pure types, like contract.ts. */
import type { Finding, Limit, MessageMoment, MessageReference } from "./contract.ts";

export type Transaction = {
  /** Names it in `/api/transactions/{key}`. */
  readonly key: string;
  readonly stationId: string;
  readonly instance: string;
  /** As the peers call it; null while unknown. */
  readonly transactionId: string | null;
  readonly ocppVersion: string | null;
  readonly evseId: number | null;
  readonly connectorId: number | null;
  readonly idToken: string | null;
  /** `unfinished`: no stop came, and something shows that it is over. */
  readonly state: "open" | "ended" | "unfinished";
  /** When its first, its newest and its last message were received. */
  readonly startedAt: string;
  readonly lastAt: string;
  readonly endedAt: string | null;
  /** By the station's clock. */
  readonly stationStartedAt: string | null;
  readonly stationEndedAt: string | null;
  readonly durationS: number;
  readonly startedBy: "card" | "remote" | "plug" | "unknown";
  readonly stopReason: string | null;
  readonly meterStartWh: number | null;
  readonly meterStopWh: number | null;
  readonly energyWh: number | null;
  /** What `energyWh` was worked out from. */
  readonly energySource: "meter-start-stop" | "registers" | "intervals" | "power" | "none";
  readonly messages: number;
  /** Those that found something. */
  readonly rules: readonly string[];
  readonly links: readonly string[];
};

export type TransactionsAnswer = {
  readonly transactions: readonly Transaction[];
  readonly next: string | null;
};

export type TransactionStep = MessageMoment & {
  /** How often it was sent. */
  readonly times: number;
  readonly answer:
    | (MessageMoment & {
        readonly outcome: "result" | "error";
        readonly errorCode: string | null;
      })
    | null;
};

export type TransactionAnswer = {
  readonly transaction: Transaction;
  /** Samples by column, oldest first; thinned where there were many. */
  readonly series: {
    readonly at: readonly string[];
    readonly energyWh: readonly (number | null)[];
    readonly powerW: readonly (number | null)[];
    readonly currentA: readonly (number | null)[];
    readonly socPercent: readonly (number | null)[];
  };
  readonly start: TransactionStep | null;
  readonly stop: TransactionStep | null;
  readonly triggerReason: string | null;
  readonly authorizations: readonly { readonly at: string; readonly status: string }[];
  readonly refusal: (MessageMoment & { readonly status: string; readonly energyWh: number }) | null;
  readonly remoteStop: MessageMoment | null;
  readonly limits: readonly Limit[];
  readonly chargingStates: readonly { readonly at: string; readonly state: string }[];
  readonly mayPrecedeRecord: boolean;
  readonly replayedMessages: number;
  readonly lastSeqNo: number | null;
  readonly missingEvents: number;
  readonly recordGaps: number;
  readonly linksLost: number;
  /** Its messages: the first and the newest ones. */
  readonly evidence: readonly MessageReference[];
  readonly findings: readonly Finding[];
};
