/** Rows for the tests of the query layer. */
import { parseLinkId, parseStationId } from "../../src/base/ids.ts";
import type { MessageRow } from "../../src/store/rows.ts";

export function linkIdOf(number: number) {
  const id = parseLinkId(`00000000-0000-4000-8000-${number.toString(16).padStart(12, "0")}`);
  if (id === null) throw new Error(`no link id from ${number}`);
  return id;
}

/** 2026-11-21T09:00:00Z. */
export const EPOCH_US = Date.UTC(2026, 10, 21, 9) * 1000;

export function messageRow(fields: Partial<MessageRow> = {}): MessageRow {
  const payload = fields.payload ?? '[2,"19223201","Heartbeat",{}]';
  return {
    receivedAtUs: EPOCH_US,
    instance: "ocpptap",
    stationId: parseStationId("CP-7"),
    linkId: linkIdOf(1),
    seq: 1,
    sender: "station",
    leg: "both",
    ocppVersion: "1.6",
    messageType: "call",
    messageId: "19223201",
    action: "Heartbeat",
    payload,
    payloadEncoding: "utf8",
    payloadBytes: Buffer.byteLength(payload),
    wireBytes: Buffer.byteLength(payload) + 6,
    isTruncated: false,
    requestSeq: null,
    latencyUs: null,
    errorCode: "",
    transactionId: "",
    connectorId: null,
    evseId: null,
    idToken: "",
    findings: [],
    fromLinkId: null,
    fromSeq: null,
    transport: "",
    redactions: [],
    ...fields,
  };
}
