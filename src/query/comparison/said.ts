/**
 * One row of `messages` → what a comparison needs of it: a station's call, or what a CSMS answered
 * to one. Total: whatever a peer wrote becomes a value. Words of 2.0.1 become those of 1.6, so that
 * equal decisions are equal texts.
 */
import { limits } from "../../base/limits.ts";
import { numberIn, textIn, valueIn } from "../../findings/fields.ts";
import { validate } from "../../ocpp/validator.ts";
import { ocppVersions } from "../../ocpp/versions.ts";
import { statusFor16 } from "../../translate/tokens.ts";
import {
  booleanIn,
  numberIn as columnNumber,
  numberOrNullIn,
  type StoredRow,
  textIn as text,
  textsIn,
} from "../reader.ts";

/** The CSMS that the stations use, and the one that the shadow rehearses. */
export type Side = "old" | "new";
export type Place = { readonly linkId: string; readonly seq: number };

export type SaidCall = {
  readonly kind: "call";
  readonly side: Side;
  readonly stationId: string;
  readonly place: Place;
  readonly action: string;
  readonly atUs: number;
  /** Of the shadow's: the station's message that it was translated from. */
  readonly source: Place | null;
};

export type SaidAnswer = {
  readonly kind: "answer";
  readonly side: Side;
  readonly place: Place;
  /** Null where its call is not in the record. */
  readonly request: Place | null;
  readonly atUs: number;
  readonly latencyUs: number | null;
  readonly body: Body;
};

export type Body =
  | {
      readonly kind: "result";
      readonly status: string | null;
      /** The decision about the idToken, in 1.6's words. */
      readonly token: string | null;
      /** Unit: s. */
      readonly interval: number | null;
      readonly isValid: boolean;
    }
  | { readonly kind: "error"; readonly code: string }
  | { readonly kind: "unreadable" };

/** No alias has a column's name; see message-columns.ts. */
export const saidColumns = `toUnixTimestamp64Micro(received_at) AS received_at_us, station_id,
  link_id, seq, leg, message_type, action, ocpp_version, payload_encoding, is_truncated,
  if(message_type = 'call' OR length(payload) > ${limits.comparisonPayloadBytesMax}, '', payload)
    AS short_payload,
  request_seq, latency_us, error_code, from_link_id, from_seq, redactions`;

export function saidOf(row: StoredRow): SaidCall | SaidAnswer {
  const side: Side = text(row, "leg") === "shadow" ? "new" : "old";
  const linkId = text(row, "link_id");
  const place = { linkId, seq: columnNumber(row, "seq") };
  const atUs = columnNumber(row, "received_at_us");
  if (text(row, "message_type") === "call") {
    const stationId = text(row, "station_id");
    const action = wordOf(text(row, "action"));
    return { kind: "call", side, stationId, place, action, atUs, source: sourceOf(row) };
  }
  const requestSeq = numberOrNullIn(row, "request_seq");
  const request = requestSeq === null ? null : { linkId, seq: requestSeq };
  const latencyUs = numberOrNullIn(row, "latency_us");
  return { kind: "answer", side, place, request, atUs, latencyUs, body: bodyOf(row) };
}

function sourceOf(row: StoredRow): Place | null {
  const seq = numberOrNullIn(row, "from_seq");
  return row["from_link_id"] === null || seq === null
    ? null
    : { linkId: text(row, "from_link_id"), seq };
}

function bodyOf(row: StoredRow): Body {
  const isWhole = text(row, "payload_encoding") === "utf8" && !booleanIn(row, "is_truncated");
  return answerBody({
    isError: text(row, "message_type") === "callError",
    errorCode: text(row, "error_code"),
    payload: isWhole ? text(row, "short_payload") : "",
    ...{ version: text(row, "ocpp_version"), action: text(row, "action") },
    isHidden: textsIn(row, "redactions").length > 0,
  });
}

/** An answer, from wherever it was read. `payload`: the whole frame; "" where it is not to be had. */
export type AnswerText = {
  readonly isError: boolean;
  readonly errorCode: string;
  readonly payload: string;
  readonly version: string;
  readonly action: string;
  /** Something in it was hidden as it was recorded. */
  readonly isHidden: boolean;
};

export function answerBody(answer: AnswerText): Body {
  if (answer.isError) return { kind: "error", code: wordOf(answer.errorCode) };
  const { payload: json } = answer;
  const isLong = json.length > limits.comparisonPayloadBytesMax;
  const frame = isLong ? null : parsed(json);
  if (!Array.isArray(frame)) return { kind: "unreadable" };
  const payload: unknown = frame[2];
  return {
    kind: "result",
    status: wordOrNull(textIn(payload, "status")),
    token: tokenOf(payload),
    interval: numberIn(payload, "interval"),
    isValid: isValid(answer, payload),
  };
}

/** A mask may be no legal value, and an action that the version has not is not the answer's fault. */
function isValid({ version: said, action, isHidden }: AnswerText, payload: unknown): boolean {
  const version = ocppVersions.find((each) => each === said);
  if (version === undefined || isHidden) return true;
  return validate({ version, action, kind: "response" }, payload).kind !== "invalid";
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return null;
  }
}

function tokenOf(payload: unknown): string | null {
  const old = textIn(payload, "idTagInfo", "status");
  if (old !== "") return wordOf(old);
  if (valueIn(payload, "idTokenInfo") === undefined) return null;
  return statusFor16(textIn(payload, "idTokenInfo", "status"));
}

function wordOrNull(said: string): string | null {
  return said === "" ? null : wordOf(said);
}

/** What a peer calls something, no longer than it is shown. */
function wordOf(said: string): string {
  return said.length > limits.comparisonWordCharsMax
    ? `${said.slice(0, limits.comparisonWordCharsMax)}…`
    : said;
}
