/**
 * What the five answers rest on: the newest messages, links, findings and states of one station.
 * Every read is bounded in time and rows.
 */

import { limits } from "../../base/limits.ts";
import { isObject } from "../../base/objects.ts";
import { cut, duration } from "../../findings/wording.ts";
import { type CSMS_LEG, STATION_LEG } from "../legs.ts";
import {
  numberIn,
  numberOrNullIn,
  type QueryDeps,
  readRows,
  type StoredRow,
  textIn,
} from "../reader.ts";

export type Verdict = "ok" | "warning" | "error" | "unknown";

export type EvidenceRef = { readonly linkId: string; readonly seq: number };

/** What is said to one question. */
export type Said = {
  readonly verdict: Verdict;
  /** Sentences with the actual values. */
  readonly answer: string;
  readonly evidence: readonly EvidenceRef[];
};

export type Fact = EvidenceRef & {
  readonly atUs: number;
  readonly sender: string;
  readonly type: string;
  readonly action: string;
  /** What the message says; an empty object where it cannot be read. */
  readonly payload: Fields;
  readonly requestSeq: number | null;
  readonly errorCode: string;
  readonly transactionId: string;
  readonly connectorId: number | null;
  readonly evseId: number | null;
  readonly idToken: string;
};

export type Fields = Readonly<Record<string, unknown>>;

export type FindingFact = {
  readonly rule: string;
  readonly severity: string;
  readonly atUs: number;
  readonly sentence: string;
  readonly evidence: readonly EvidenceRef[];
};

export type Asked = { readonly station: string; readonly nowUs: number };

const DAY_US = 86_400_000_000;

/** Messages and answers about these actions, newest first. */
export async function newestMessages(
  { station, nowUs }: Asked,
  actions: readonly string[],
  deps: QueryDeps,
): Promise<readonly Fact[]> {
  const stored = await readRows(
    `SELECT ${factColumns("diagnosisPayloadBytesMax")}
FROM messages WHERE station_id = {station:String} AND ${STATION_LEG}
  AND received_at >= fromUnixTimestamp64Micro({fromUs:Int64}, 'UTC') AND action IN {actions:Array(String)}
ORDER BY received_at DESC, link_id DESC, seq DESC LIMIT {limit:UInt32}`,
    {
      station,
      actions,
      fromUs: nowUs - limits.diagnosisDays * DAY_US,
      limit: limits.diagnosisRowsMax,
    },
    deps,
  );
  return stored.map(factOf);
}

/** Payloads beyond this limit are left out. */
export function factColumns(
  most: "diagnosisPayloadBytesMax" | "configurationPayloadBytesMax",
): string {
  return `toUnixTimestamp64Micro(received_at) AS at_us, link_id, seq, sender, message_type, action,
  if(length(payload) > ${limits[most]} OR payload_encoding != 'utf8', '', payload) AS text,
  request_seq, error_code, transaction_id, connector_id, evse_id, id_token`;
}

export function factOf(row: StoredRow): Fact {
  const type = textIn(row, "message_type");
  return {
    atUs: numberIn(row, "at_us"),
    linkId: textIn(row, "link_id"),
    seq: numberIn(row, "seq"),
    sender: textIn(row, "sender"),
    type,
    action: textIn(row, "action"),
    payload: bodyOf(textIn(row, "text"), type),
    requestSeq: numberOrNullIn(row, "request_seq"),
    errorCode: textIn(row, "error_code"),
    transactionId: textIn(row, "transaction_id"),
    connectorId: numberOrNullIn(row, "connector_id"),
    evseId: numberOrNullIn(row, "evse_id"),
    idToken: textIn(row, "id_token"),
  };
}

function bodyOf(text: string, type: string): Fields {
  try {
    const frame: unknown = text === "" ? null : JSON.parse(text);
    return fieldsOf(Array.isArray(frame) ? frame[type === "call" ? 3 : 2] : null);
  } catch {
    return {};
  }
}

/** An object's fields; of anything else, none. */
export function fieldsOf(value: unknown): Fields {
  return isObject(value) ? value : {};
}

export function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}

/** The newest findings of these rules, of the station's own leg. */
export async function newestFindings(
  { station, nowUs }: Asked,
  rules: readonly string[],
  deps: QueryDeps,
  leg: typeof STATION_LEG | typeof CSMS_LEG = STATION_LEG,
): Promise<readonly FindingFact[]> {
  const stored = await readRows(
    `SELECT rule, severity, toUnixTimestamp64Micro(at) AS at_us, sentence, link_id, evidence
FROM findings WHERE station_id = {station:String} AND rule IN {rules:Array(String)} AND ${leg}
  AND at >= fromUnixTimestamp64Micro({fromUs:Int64}, 'UTC')
ORDER BY at DESC, rule LIMIT {limit:UInt32}`,
    {
      station,
      rules,
      fromUs: nowUs - limits.diagnosisDays * DAY_US,
      limit: limits.diagnosisRowsMax,
    },
    deps,
  );
  return stored.map((row) => {
    const linkId = textIn(row, "link_id");
    const seqs = row["evidence"];
    return {
      rule: textIn(row, "rule"),
      severity: textIn(row, "severity"),
      atUs: numberIn(row, "at_us"),
      sentence: textIn(row, "sentence"),
      evidence: (Array.isArray(seqs) ? seqs : []).map((seq) => ({ linkId, seq: Number(seq) })),
    };
  });
}

/** The answer to a call, if it is among the facts. */
export function answerTo(call: Fact, facts: readonly Fact[]): Fact | null {
  return (
    facts.find(
      ({ linkId, requestSeq, sender }) =>
        linkId === call.linkId && requestSeq === call.seq && sender !== call.sender,
    ) ?? null
  );
}

export function refOf({ linkId, seq }: EvidenceRef): EvidenceRef {
  return { linkId, seq };
}

/** `2026-11-21 09:00:00 UTC (3 min ago)` */
export function when(atUs: number, nowUs: number): string {
  const iso = new Date(Math.floor(atUs / 1000)).toISOString();
  const ago = nowUs >= atUs ? ` (${duration(nowUs - atUs)} ago)` : "";
  return `${iso.slice(0, 10)} ${iso.slice(11, 19)} UTC${ago}`;
}

/** ` on connector 1`, ` on EVSE 2`; "" for none. */
export function place(of: Pick<Fact, "connectorId" | "evseId">): string {
  if (of.evseId !== null && of.evseId > 0) {
    const connector = of.connectorId === null ? "" : `, connector ${of.connectorId}`;
    return ` on EVSE ${of.evseId}${connector}`;
  }
  return of.connectorId === null || of.connectorId === 0 ? "" : ` on connector ${of.connectorId}`;
}

/** ` (it means this)`; "" where nothing is known. */
export function inBrackets(text: string | null): string {
  return text === null || text === "" ? "" : ` (${text.replace(/\.$/, "")})`;
}

export function token(idToken: string): string {
  return idToken === "" ? "" : ` for the token ${cut(idToken)}`;
}
