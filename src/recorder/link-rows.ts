/**
 * Link records → rows of `links`. The relay has masked credentials already; headers that can carry
 * them are masked here once more, because what is in the store is read by many.
 */
import { assert } from "../base/assert.ts";
import type { LinkId } from "../base/ids.ts";
import { versionOfSubprotocol } from "../ocpp/versions.ts";
import type {
  Handshake,
  Headers,
  LinkClosedRecord,
  LinkOpenedRecord,
  LinkRefusedRecord,
} from "../spool/record.ts";
import type { LinkRow } from "../store/rows.ts";
import { versionOf } from "./http-exchange.ts";
import type { LinkState } from "./link-state.ts";

const secretHeaders = /^(authorization|proxy-authorization|cookie|set-cookie)$/i;

export function maskHeaders(headers: Headers): Headers {
  return headers.map(([name, value]) => [name, secretHeaders.test(name.trim()) ? "***" : value]);
}

export function linkRowOfOpened(record: LinkOpenedRecord): LinkRow {
  const { body } = record;
  return {
    ...handshakeColumns(record.linkId, body),
    state: "open",
    openedAtUs: record.receivedAtUs,
    status: body.http === undefined ? 101 : 0,
    subprotocol: body.subprotocol ?? "",
    ocppVersion: versionOfSubprotocol(body.subprotocol) ?? "",
    extensions: body.extensions ?? "",
    details: JSON.stringify({
      ...handshakeDetails(body),
      responseHeaders: maskHeaders(body.responseHeaders),
      supersedes: body.supersedes,
    }),
  };
}

export function linkRowOfRefused(record: LinkRefusedRecord): LinkRow {
  const { body } = record;
  return {
    ...handshakeColumns(record.linkId, body),
    state: "refused",
    transport: body.http === undefined ? "" : "http",
    openedAtUs: record.receivedAtUs,
    closedAtUs: record.receivedAtUs,
    status: body.status,
    closedBy: body.refusedBy,
    closeReason: body.reason,
    error: errorOf(body.failure ?? body.arrival ?? null),
    details: JSON.stringify({
      ...handshakeDetails(body),
      responseHeaders: maskHeaders(body.responseHeaders),
      body: body.body,
      failure: body.failure,
      arrival: body.arrival,
    }),
  };
}

function errorOf(failure: { readonly code: string; readonly problem: string } | null): string {
  if (failure === null) return "";
  return failure.code === "" ? failure.problem : `${failure.code}: ${failure.problem}`;
}

export function linkRowOfClosed(link: LinkState, record: LinkClosedRecord): LinkRow {
  const { body } = record;
  const { openMs, pings, pongs, lastSeq } = body;
  return {
    ...openedColumns(link),
    state: "closed",
    closedAtUs: record.receivedAtUs,
    closedBy: body.closedBy,
    closedHow: body.how,
    closeCode: body.code,
    closeReason: body.reason,
    error: body.error,
    idleMs: body.idleMs,
    stationMessages: body.messages.station,
    csmsMessages: body.messages.csms,
    stationBytes: body.bytes.station,
    csmsBytes: body.bytes.csms,
    ...lastCallColumns(link, record.receivedAtUs),
    details: detailsWith(link, { openMs, pings, pongs, lastSeq }),
  };
}

/** The relay ended without a word: the last thing seen of the link is the best there is. */
export function linkRowOfLost(link: LinkState): LinkRow {
  const how = { closedBy: "ocpptap", closedHow: "error", error: "relay-lost" };
  return { ...lastSeen(link), ...how };
}

/** Of a trace, which does not tell how its links ended. */
export function linkRowOfLeft(link: LinkState): LinkRow {
  return { ...lastSeen(link), closedHow: "unknown" };
}

function lastSeen(link: LinkState): LinkRow {
  return {
    ...openedColumns(link),
    state: "closed",
    closedAtUs: link.lastAtUs,
    stationMessages: link.messages.station,
    csmsMessages: link.messages.csms,
    stationBytes: link.bytes.station,
    csmsBytes: link.bytes.csms,
    ...lastCallColumns(link, link.lastAtUs),
    details: detailsWith(link, { lastSeq: link.seqs.lastSeq }),
  };
}

/** Unit: ms, as everything that is shown of links. */
function lastCallColumns({ lastCall }: LinkState, endUs: number) {
  if (lastCall === null) return {};
  const { action, seq, atUs } = lastCall;
  const lastCallMs = Math.round(Math.max(0, endUs - atUs) / 1000);
  return { lastCallAction: action, lastCallSeq: seq, lastCallMs };
}

function handshakeColumns(linkId: LinkId, body: Handshake) {
  return {
    ...nothingClosed,
    linkId,
    stationId: body.stationId,
    instance: body.instance,
    route: body.route,
    mode: body.mode,
    leg: body.leg ?? "both",
    target: body.target,
    upstreamUrl: withoutCredentials(body.upstreamUrl),
    remoteAddress: body.remoteAddress,
    subprotocolsOffered: body.subprotocolsOffered,
    answerMs: Math.round(body.answerMs),
  };
}

const nothingClosed = {
  closedAtUs: null,
  subprotocol: "",
  ocppVersion: "",
  extensions: "",
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
  transport: "",
} as const;

function openedColumns(link: LinkState): LinkRow {
  const { linkId, stationId, instance, leg, openedAtUs } = link;
  if (link.opened !== null) {
    const transport = link.http?.transport ?? "";
    return { ...link.opened, leg, ocppVersion: versionOf(link), transport };
  }
  return {
    ...nothingClosed,
    linkId,
    stationId,
    instance,
    openedAtUs,
    state: "open",
    route: "",
    mode: "",
    leg,
    target: "",
    upstreamUrl: "",
    remoteAddress: "",
    status: 101,
    subprotocolsOffered: [],
    ocppVersion: link.version ?? "",
    answerMs: 0,
    details: JSON.stringify({ isOpeningUnrecorded: true }),
  };
}

function handshakeDetails(body: Handshake) {
  const { remotePort, tls, authorization, subprotocolHeader, requestMs, overrides } = body;
  const headers = maskHeaders(body.headers);
  const { backend, behind } = body;
  return {
    backend,
    behind,
    headers,
    subprotocolHeader,
    authorization,
    tls,
    remotePort,
    requestMs,
    overrides,
  };
}

function detailsWith(link: LinkState, more: Readonly<Record<string, unknown>>): string {
  const details: unknown = JSON.parse(openedColumns(link).details);
  assert(typeof details === "object" && details !== null, "details of a link are a JSON object");
  return JSON.stringify({ ...details, ...more });
}

function withoutCredentials(url: string): string {
  return url.replace(/^(\w+:\/\/)[^/?#@]*@/, "$1");
}
