/**
 * A message → one line in words: "Connector 1 → Charging", "Accepted, interval 300 s",
 * "12.4 kWh, 7.2 kW". Made where messages are presented, so that the API, the live tail and the
 * command line say the same. Peers write the payload: the line is short, has no control characters,
 * and says no value of a setting that may be a credential. Never throws.
 */

import { limits } from "../../base/limits.ts";
import { isObject } from "../../base/objects.ts";
import { readSoap } from "../../exchange/soap.ts";
import { cut } from "../../findings/wording.ts";
import { ocppVersions } from "../../ocpp/versions.ts";
import type { MessageRow } from "../../store/rows.ts";
import { payloadElement } from "../payload-path.ts";
import { joined, plainly, type Said, status } from "./pieces.ts";
import { requests } from "./requests.ts";
import { responses } from "./responses.ts";

export type Summarized = Pick<
  MessageRow,
  "messageType" | "action" | "ocppVersion" | "payload" | "payloadEncoding" | "payloadBytes"
> &
  Partial<Pick<MessageRow, "transport" | "errorCode">>;

export function summaryOf(row: Summarized): string {
  const line = lineOf(row);
  return line.length > limits.summaryCharsMax
    ? `${line.slice(0, limits.summaryCharsMax - 1)}…`
    : line;
}

function lineOf(row: Summarized): string {
  if (row.payloadEncoding === "base64") return `Binary, ${row.payloadBytes} bytes`;
  if (row.messageType === "malformed") return cut(row.payload);
  if (row.transport === "soap" || row.transport === "http") return httpLine(row);
  const message = parsed(row.payload);
  if (message === null) return excerpt(row.payload);
  if (row.messageType === "callError" || row.messageType === "callResultError") {
    return errorLine(message);
  }
  const fields = message[payloadElement[row.messageType]];
  if (!isObject(fields)) return excerpt(row.payload);
  const version = ocppVersions.find((each) => each === row.ocppVersion) ?? null;
  const said: Said = { fields, action: row.action, version };
  return row.messageType === "callResult" ? answerLine(said) : callLine(said);
}

/** SOAP in the words of OCPP-J; of other requests the method, of their answers what went wrong. */
function httpLine(row: Summarized): string {
  const isShort = row.payload.length <= limits.summaryPayloadCharsMax;
  const soap = row.transport === "soap" && isShort ? readSoap(row.payload) : null;
  if (soap?.kind !== "soap") {
    return row.messageType === "call" ? `${row.action}, ${row.payloadBytes} bytes` : errorOf(row);
  }
  if (soap.fault !== null) return errorLine([4, "", soap.fault.code, soap.fault.reason]);
  if (!isObject(soap.payload)) return "";
  const said: Said = { fields: soap.payload, action: row.action, version: "1.6" };
  return row.messageType === "callResult" ? answerLine(said) : callLine(said);
}

function errorOf({ errorCode = "", payloadBytes }: Summarized): string {
  return errorCode === "" ? `${payloadBytes} bytes` : errorCode;
}

/** Null: it is no list, or so long that a line about it is not worth the time. */
function parsed(payload: string): readonly unknown[] | null {
  if (payload.length > limits.summaryPayloadCharsMax) return null;
  try {
    const message: unknown = JSON.parse(payload);
    return Array.isArray(message) ? message : null;
  } catch {
    return null;
  }
}

function callLine(said: Said): string {
  const tell = requests.get(said.action);
  return tell === undefined ? plainly(said) : tell(said) || plainly(said);
}

function answerLine(said: Said): string {
  const told = responses.get(said.action)?.(said) ?? "";
  if (told !== "") return told;
  if (Object.keys(said.fields).length === 0) return "Confirmed";
  return status(said.fields) || plainly(said);
}

/** `NotImplemented: the description` */
function errorLine([, , code, description]: readonly unknown[]): string {
  const said = (value: unknown) => (typeof value === "string" ? cut(value) : "");
  const name = said(code) || "Error without a code";
  return said(description) === "" ? name : joined(`${name}: ${said(description)}`);
}

/** The beginning of what it says: id and action have places of their own. */
function excerpt(payload: string): string {
  const from = payload.slice(0, 200).indexOf("{");
  return cut(payload.slice(Math.max(0, from), Math.max(0, from) + 100));
}
