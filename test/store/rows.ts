/** Rows for tests, plausible unless told otherwise. */
import { parseLinkId, parseStationId } from "../../src/base/ids.ts";
import type {
  FindingRow,
  GapRow,
  LinkRow,
  MessageRow,
  TransactionRow,
} from "../../src/store/rows.ts";

export const linkId = parseLinkId("0b5c1f3e-7a52-4d0c-9f6b-1a2b3c4d5e6f") ?? expectedLinkId();

function expectedLinkId(): never {
  throw new Error("the test's own link id is one");
}

/** Within any retention, and the same for all rows of a test. */
export const nowUs = Math.floor(Date.now() / 1000) * 1_000_000;

export function messageRow(row: Partial<MessageRow> = {}): MessageRow {
  return {
    receivedAtUs: nowUs,
    instance: "here",
    stationId: parseStationId("CP-1"),
    linkId,
    seq: 1,
    sender: "station",
    leg: "both",
    ocppVersion: "1.6",
    messageType: "call",
    messageId: "id-1",
    action: "Heartbeat",
    payload: '[2,"id-1","Heartbeat",{}]',
    payloadEncoding: "utf8",
    payloadBytes: 25,
    wireBytes: 31,
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
    ...row,
  };
}

export function linkRow(row: Partial<LinkRow> = {}): LinkRow {
  return {
    linkId,
    stationId: parseStationId("CP-1"),
    instance: "here",
    state: "open",
    openedAtUs: nowUs,
    closedAtUs: null,
    route: "/ocpp/{station}",
    mode: "transparent",
    leg: "both",
    target: "/ocpp/CP-1",
    upstreamUrl: "ws://127.0.0.1:1/ocpp/CP-1",
    remoteAddress: "127.0.0.1:50000",
    status: 101,
    subprotocolsOffered: ["ocpp1.6", "ocpp1.5"],
    subprotocol: "ocpp1.6",
    ocppVersion: "1.6",
    extensions: "",
    answerMs: 3,
    closedBy: "",
    closedHow: "",
    closeCode: null,
    closeReason: "",
    error: "",
    idleMs: null,
    stationMessages: 0,
    csmsMessages: 0,
    stationBytes: 0,
    csmsBytes: 0,
    lastCallAction: "",
    lastCallSeq: null,
    lastCallMs: null,
    details: "{}",
    transport: "",
    ...row,
  };
}

export function findingRow(row: Partial<FindingRow> = {}): FindingRow {
  return {
    atUs: nowUs,
    instance: "here",
    rule: "call-timeout",
    severity: "warning",
    side: "csms",
    stationId: parseStationId("CP-1"),
    linkId,
    evidence: [1, 2],
    sentence: "The CSMS did not answer Heartbeat within 30 s.",
    details: '{"timeoutMs":30000}',
    vendor: "",
    model: "",
    firmware: "",
    leg: "both",
    ...row,
  };
}

export function gapRow(row: Partial<GapRow> = {}): GapRow {
  return {
    atUs: nowUs,
    instance: "here",
    stationId: parseStationId("CP-1"),
    linkId,
    reason: "buffer-full",
    fromSeq: 5,
    toSeq: 9,
    messages: 5,
    ...row,
  };
}

export function transactionRow(row: Partial<TransactionRow> = {}): TransactionRow {
  return {
    startedAtUs: nowUs,
    transactionKey: `${linkId}-1`,
    instance: "here",
    stationId: parseStationId("CP-1"),
    transactionId: "7",
    ocppVersion: "1.6",
    evseId: null,
    connectorId: 1,
    idToken: "CARD",
    state: "open",
    lastAtUs: nowUs,
    endedAtUs: null,
    stationStartedAtUs: nowUs,
    stationEndedAtUs: null,
    startedBy: "card",
    stopReason: "",
    meterStartWh: 100,
    meterStopWh: null,
    energyWh: 12.5,
    energySource: "registers",
    messages: 2,
    findings: [],
    links: [linkId],
    lastLimit: "",
    series: '{"atUs":[]}',
    details: "{}",
    version: 1,
    ...row,
  };
}
