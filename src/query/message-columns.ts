/** The columns of `messages` that a read asks for, and one answered row → `MessageRow`. */
import type { Leg, LinkId, Sender, StationId } from "../base/ids.ts";
import { limits } from "../base/limits.ts";
import type { MessageRow, MessageTypeColumn, TransportColumn } from "../store/rows.ts";
import { booleanIn, numberIn, numberOrNullIn, type StoredRow, textIn, textsIn } from "./reader.ts";

/**
 * Long payloads are left out here and fetched one by one, within the page's budget: a thousand
 * messages of the largest size would be more than any memory. No alias has a column's name, because
 * conditions would then mean the alias.
 */
export const messageColumns = `
  toUnixTimestamp64Micro(received_at) AS received_at_us, instance, station_id, link_id, seq, sender,
  leg, ocpp_version, message_type, message_id, action,
  if(length(payload) > ${limits.pageInlineBytesMax}, '', payload) AS short_payload,
  length(payload) > ${limits.pageInlineBytesMax} AS is_left_out,
  payload_encoding, payload_bytes, wire_bytes, is_truncated, request_seq, latency_us, error_code,
  transaction_id, connector_id, evse_id, id_token, findings AS rules, from_link_id, from_seq,
  transport, redactions`;

export type ReadMessage = { readonly row: MessageRow; readonly isPayloadLeftOut: boolean };

export function parseStoredMessage(stored: StoredRow): ReadMessage {
  const text = (column: string) => textIn(stored, column);
  const number = (column: string) => numberIn(stored, column);
  const orNull = (column: string) => numberOrNullIn(stored, column);
  return {
    isPayloadLeftOut: booleanIn(stored, "is_left_out"),
    row: {
      receivedAtUs: number("received_at_us"),
      instance: text("instance"),
      stationId: text("station_id") as StationId,
      linkId: text("link_id") as LinkId,
      seq: number("seq"),
      sender: text("sender") as Sender,
      leg: text("leg") as Leg,
      ocppVersion: text("ocpp_version"),
      messageType: text("message_type") as MessageTypeColumn,
      messageId: text("message_id"),
      action: text("action"),
      payload: text("short_payload"),
      payloadEncoding: text("payload_encoding") === "base64" ? "base64" : "utf8",
      payloadBytes: number("payload_bytes"),
      wireBytes: number("wire_bytes"),
      isTruncated: booleanIn(stored, "is_truncated"),
      requestSeq: orNull("request_seq"),
      latencyUs: orNull("latency_us"),
      errorCode: text("error_code"),
      transactionId: text("transaction_id"),
      connectorId: orNull("connector_id"),
      evseId: orNull("evse_id"),
      idToken: text("id_token"),
      findings: textsIn(stored, "rules"),
      fromLinkId: stored["from_link_id"] === null ? null : (text("from_link_id") as LinkId),
      fromSeq: orNull("from_seq"),
      transport: parseTransport(text("transport")),
      redactions: textsIn(stored, "redactions"),
    },
  };
}

function parseTransport(text: string): TransportColumn {
  return text as TransportColumn;
}
