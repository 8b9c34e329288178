/**
 * Rows → the body of an insert, in the fixed column order below: RowBinary for messages, because
 * they are many (message-encoder.ts), and for the others one line of JSONCompactEachRow per row,
 * because it can be read. Promised: any row of our types gives a line that ClickHouse stores,
 * whatever a hostile peer put into its strings and numbers, so that no message can make a batch
 * unstorable.
 *
 * Theory: JSON text is JSON text. Practice: ClickHouse refuses lone surrogates, fractions and
 * numbers out of a column's range, and with them the whole batch. Therefore text is made
 * well-formed (a payload always is: what is not UTF-8 arrives as base64) and numbers are brought
 * into range. A time is written as a bare integer, which DateTime64(6) takes as microseconds
 * without rounding.
 */
import { createMessageEncoder } from "./message-encoder.ts";
import type {
  FindingRow,
  FrozenInsert,
  GapRow,
  LinkRow,
  MessageRow,
  Rows,
  TableName,
  TransactionRow,
} from "./rows.ts";

/** Column names of each table on the wire; a test compares them with the rows and the tables. */
export const columns = {
  messages: [
    "received_at",
    "instance",
    "station_id",
    "link_id",
    "seq",
    "sender",
    "leg",
    "ocpp_version",
    "message_type",
    "message_id",
    "action",
    "payload",
    "payload_encoding",
    "payload_bytes",
    "wire_bytes",
    "is_truncated",
    "request_seq",
    "latency_us",
    "error_code",
    "transaction_id",
    "connector_id",
    "evse_id",
    "id_token",
    "findings",
    "from_link_id",
    "from_seq",
    "transport",
    "redactions",
  ],
  links: [
    "link_id",
    "station_id",
    "instance",
    "state",
    "opened_at",
    "closed_at",
    "route",
    "mode",
    "leg",
    "target",
    "upstream_url",
    "remote_address",
    "status",
    "subprotocols_offered",
    "subprotocol",
    "ocpp_version",
    "extensions",
    "answer_ms",
    "closed_by",
    "closed_how",
    "close_code",
    "close_reason",
    "error",
    "idle_ms",
    "station_messages",
    "csms_messages",
    "station_bytes",
    "csms_bytes",
    "last_call_action",
    "last_call_seq",
    "last_call_ms",
    "details",
    "transport",
    "version",
  ],
  findings: [
    "at",
    "instance",
    "rule",
    "severity",
    "side",
    "station_id",
    "link_id",
    "evidence",
    "sentence",
    "details",
    "vendor",
    "model",
    "firmware",
    "leg",
  ],
  gaps: ["at", "instance", "station_id", "link_id", "reason", "from_seq", "to_seq", "messages"],
  transactions: [
    "started_at",
    "transaction_key",
    "instance",
    "station_id",
    "transaction_id",
    "ocpp_version",
    "evse_id",
    "connector_id",
    "id_token",
    "state",
    "last_at",
    "ended_at",
    "station_started_at",
    "station_ended_at",
    "started_by",
    "stop_reason",
    "meter_start_wh",
    "meter_stop_wh",
    "energy_wh",
    "energy_source",
    "messages",
    "findings",
    "links",
    "last_limit",
    "series",
    "details",
    "version",
  ],
} as const satisfies Record<TableName, readonly string[]>;

/** The rows of one table as the body of one insert. */
export function encodeRows<Table extends TableName>(table: Table, rows: Rows[Table]): Buffer {
  return encoders[table](rows);
}

const encoders: { readonly [Table in TableName]: (rows: Rows[Table]) => Buffer } = {
  messages: encodeMessages,
  links: (rows) => linesOf(rows, encodeLinkRow),
  findings: (rows) => linesOf(rows, encodeFindingRow),
  gaps: (rows) => linesOf(rows, encodeGapRow),
  transactions: (rows) => linesOf(rows, encodeTransactionRow),
};

function encodeMessages(rows: readonly MessageRow[]): Buffer {
  const encoder = createMessageEncoder();
  for (const row of rows) encoder.add(row);
  return encoder.body();
}

function linesOf<Row>(rows: readonly Row[], encodeRow: (row: Row) => string): Buffer {
  let lines = "";
  for (const row of rows) lines += encodeRow(row);
  return Buffer.from(lines, "utf8");
}

/**
 * Freezes each table's share of a batch; tables without rows are left out. Messages go last: who
 * sees one sees all that was known of it.
 */
export function freeze(rows: Rows, batchId: string): readonly FrozenInsert[] {
  const inserts: FrozenInsert[] = [
    frozen("links", rows.links, batchId),
    frozen("findings", rows.findings, batchId),
    frozen("gaps", rows.gaps, batchId),
    frozen("transactions", rows.transactions, batchId),
    frozen("messages", rows.messages, batchId),
  ];
  return inserts.filter((insert) => insert.rows > 0);
}

function frozen<Table extends TableName>(
  table: Table,
  rows: Rows[Table],
  batchId: string,
): FrozenInsert {
  return {
    table,
    rows: rows.length,
    body: encodeRows(table, rows),
    token: `${batchId}:${table}`,
  };
}

export function encodeLinkRow(row: LinkRow): string {
  return `[${[
    text(row.linkId),
    text(row.stationId),
    text(row.instance),
    text(row.state),
    integer(row.openedAtUs),
    orNull(row.closedAtUs),
    text(row.route),
    text(row.mode),
    text(row.leg),
    text(row.target),
    text(row.upstreamUrl),
    text(row.remoteAddress),
    count(row.status),
    texts(row.subprotocolsOffered),
    text(row.subprotocol),
    text(row.ocppVersion),
    text(row.extensions),
    count(row.answerMs),
    text(row.closedBy),
    text(row.closedHow),
    orNull(row.closeCode),
    text(row.closeReason),
    text(row.error),
    orNull(row.idleMs),
    count(row.stationMessages),
    count(row.csmsMessages),
    count(row.stationBytes),
    count(row.csmsBytes),
    text(row.lastCallAction),
    row.lastCallSeq === null ? "null" : count(row.lastCallSeq),
    orNull(row.lastCallMs),
    text(row.details),
    text(row.transport),
    versionOf(row),
  ].join(",")}]\n`;
}

/** A closed link replaces its open row, whatever the order in which they arrive. */
function versionOf(row: LinkRow): string {
  return row.state === "open" ? "0" : count(row.closedAtUs ?? 1);
}

export function encodeFindingRow(row: FindingRow): string {
  return `[${[
    integer(row.atUs),
    text(row.instance),
    text(row.rule),
    text(row.severity),
    text(row.side),
    text(row.stationId),
    text(row.linkId),
    `[${row.evidence.map(count).join(",")}]`,
    text(row.sentence),
    text(row.details),
    text(row.vendor),
    text(row.model),
    text(row.firmware),
    text(row.leg),
  ].join(",")}]\n`;
}

export function encodeGapRow(row: GapRow): string {
  return `[${[
    integer(row.atUs),
    text(row.instance),
    text(row.stationId),
    text(row.linkId),
    text(row.reason),
    count(row.fromSeq),
    count(row.toSeq),
    count(row.messages),
  ].join(",")}]\n`;
}

export function encodeTransactionRow(row: TransactionRow): string {
  return `[${[
    integer(row.startedAtUs),
    text(row.transactionKey),
    text(row.instance),
    text(row.stationId),
    text(row.transactionId),
    text(row.ocppVersion),
    orNull(row.evseId),
    orNull(row.connectorId),
    text(row.idToken),
    text(row.state),
    integer(row.lastAtUs),
    orNull(row.endedAtUs),
    orNull(row.stationStartedAtUs),
    orNull(row.stationEndedAtUs),
    text(row.startedBy),
    text(row.stopReason),
    decimalOrNull(row.meterStartWh),
    decimalOrNull(row.meterStopWh),
    decimalOrNull(row.energyWh),
    text(row.energySource),
    count(row.messages),
    texts(row.findings),
    texts(row.links),
    text(row.lastLimit),
    text(row.series),
    text(row.details),
    count(row.version),
  ].join(",")}]\n`;
}

function text(value: string): string {
  return JSON.stringify(value.toWellFormed());
}

function texts(values: readonly string[]): string {
  return values.length === 0 ? "[]" : `[${values.map(text).join(",")}]`;
}

/** For signed columns. */
function integer(value: number): string {
  return Number.isSafeInteger(value) ? String(value) : "0";
}

/** For unsigned columns: what is counted or measured, hence never negative. */
function count(value: number): string {
  if (Number.isSafeInteger(value)) return value < 0 ? "0" : String(value);
  return value > 0 && Number.isFinite(value)
    ? String(Math.min(Math.round(value), Number.MAX_SAFE_INTEGER))
    : "0";
}

/** For nullable signed columns: a peer's fraction or huge number is no id, so it is absent. */
function orNull(value: number | null): string {
  return value !== null && Number.isSafeInteger(value) ? String(value) : "null";
}

function decimalOrNull(value: number | null): string {
  return value !== null && Number.isFinite(value) ? String(value) : "null";
}
