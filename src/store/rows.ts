/**
 * The rows of ClickHouse's tables, in the order of their columns on the wire. The
 * recorder makes them, encode.ts writes them, migrations/*.sql define them; tests compare the
 * three.
 */
import type { Leg, LinkId, Sender, StationId } from "../base/ids.ts";
import type { Severity, Side } from "../findings/rule.ts";

export type MessageTypeColumn =
  | "call"
  | "callResult"
  | "callError"
  | "callResultError"
  | "send"
  | "malformed";

/** What carried it: "" a WebSocket, `soap` OCPP-S, `http` any other plain HTTP. */
export type TransportColumn = "" | "soap" | "http";

/** One OCPP message; unique by (linkId, seq). Absent text is "", absent numbers are null. */
export type MessageRow = {
  readonly receivedAtUs: number;
  readonly instance: string;
  readonly stationId: StationId;
  readonly linkId: LinkId;
  readonly seq: number;
  readonly sender: Sender;
  readonly leg: Leg;
  /** "" while unknown. */
  readonly ocppVersion: string;
  readonly messageType: MessageTypeColumn;
  readonly messageId: string;
  /** A response carries its request's action. */
  readonly action: string;
  /** As received; base64 when `payloadEncoding` says so. */
  readonly payload: string;
  readonly payloadEncoding: "utf8" | "base64";
  /** True size, also of a truncated copy. */
  readonly payloadBytes: number;
  readonly wireBytes: number;
  readonly isTruncated: boolean;
  /** On a response: its call's seq, and the time between the two. */
  readonly requestSeq: number | null;
  readonly latencyUs: number | null;
  readonly errorCode: string;
  readonly transactionId: string;
  readonly connectorId: number | null;
  readonly evseId: number | null;
  readonly idToken: string;
  /** Rule ids known when the row was written; the table `findings` has all. */
  readonly findings: readonly string[];
  /** The message of the other leg that it was translated from; null for none. */
  readonly fromLinkId: LinkId | null;
  readonly fromSeq: number | null;
  readonly transport: TransportColumn;
  /** What of the payload was hidden, and where; `exchange/redact.ts`. */
  readonly redactions: readonly string[];
};

/** One link; written when it opens or is refused, and again when it closes: the newest row wins. */
export type LinkRow = {
  readonly linkId: LinkId;
  readonly stationId: StationId;
  readonly instance: string;
  readonly state: "open" | "closed" | "refused";
  readonly openedAtUs: number;
  readonly closedAtUs: number | null;
  readonly route: string;
  readonly mode: string;
  readonly leg: Leg;
  readonly target: string;
  readonly upstreamUrl: string;
  readonly remoteAddress: string;
  readonly status: number;
  readonly subprotocolsOffered: readonly string[];
  readonly subprotocol: string;
  readonly ocppVersion: string;
  readonly extensions: string;
  readonly answerMs: number;
  readonly closedBy: string;
  readonly closedHow: string;
  readonly closeCode: number | null;
  readonly closeReason: string;
  readonly error: string;
  readonly idleMs: number | null;
  readonly stationMessages: number;
  readonly csmsMessages: number;
  readonly stationBytes: number;
  readonly csmsBytes: number;
  /** The CSMS's last call before the link ended, and how long before. "" and null for none. */
  readonly lastCallAction: string;
  readonly lastCallSeq: number | null;
  readonly lastCallMs: number | null;
  /** Everything else of handshake and close, as JSON: headers, TLS, authorization, pings. */
  readonly details: string;
  readonly transport: TransportColumn;
};

export type FindingRow = {
  readonly atUs: number;
  readonly instance: string;
  readonly rule: string;
  readonly severity: Severity;
  readonly side: Side;
  readonly stationId: StationId;
  readonly linkId: LinkId;
  readonly evidence: readonly number[];
  readonly sentence: string;
  /** JSON object. */
  readonly details: string;
  /** What the station was at that time; "" while unknown. */
  readonly vendor: string;
  readonly model: string;
  readonly firmware: string;
  readonly leg: Leg;
};

/** Messages that were relayed and are not in `messages`. */
export type GapRow = {
  readonly atUs: number;
  readonly instance: string;
  readonly stationId: StationId;
  readonly linkId: LinkId;
  readonly reason: string;
  readonly fromSeq: number;
  readonly toSeq: number;
  /** `toSeq - fromSeq + 1`; 0 where the number is not known (a relay that was killed). */
  readonly messages: number;
};

/** One charging transaction; written again as it goes on: the newest row wins. */
export type TransactionRow = {
  readonly startedAtUs: number;
  /** Of the message that began it: link and number. */
  readonly transactionKey: string;
  readonly instance: string;
  readonly stationId: StationId;
  /** "" while unknown. */
  readonly transactionId: string;
  readonly ocppVersion: string;
  readonly evseId: number | null;
  readonly connectorId: number | null;
  readonly idToken: string;
  readonly state: "open" | "ended" | "unfinished";
  readonly lastAtUs: number;
  readonly endedAtUs: number | null;
  /** By the station's clock, which may be any. */
  readonly stationStartedAtUs: number | null;
  readonly stationEndedAtUs: number | null;
  readonly startedBy: string;
  readonly stopReason: string;
  readonly meterStartWh: number | null;
  readonly meterStopWh: number | null;
  readonly energyWh: number | null;
  readonly energySource: string;
  readonly messages: number;
  readonly findings: readonly string[];
  readonly links: readonly LinkId[];
  /** What was last set for it, as a JSON object; "" for nothing. */
  readonly lastLimit: string;
  /** JSON object of columns: atUs, energyWh, powerW, currentA, socPercent. */
  readonly series: string;
  /** Everything else, as a JSON object. */
  readonly details: string;
  readonly version: number;
};

export type Rows = {
  readonly messages: readonly MessageRow[];
  readonly links: readonly LinkRow[];
  readonly findings: readonly FindingRow[];
  readonly gaps: readonly GapRow[];
  readonly transactions: readonly TransactionRow[];
};

export type TableName = keyof Rows;

/** One table's share of a batch: frozen bytes, resent identically until acknowledged. */
export type FrozenInsert = {
  readonly table: TableName;
  readonly rows: number;
  /** Those of the body, in order; absent: as encode.ts has them. */
  readonly columns?: readonly string[];
  /** In the table's format; encode.ts. */
  readonly body: Buffer;
  /** `insert_deduplication_token`. */
  readonly token: string;
};
