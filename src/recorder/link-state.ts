/**
 * What the recorder knows of one link while it is open, and the little it keeps of a closed one.
 */
import type { Leg, LinkId, StationId } from "../base/ids.ts";
import { parseStationId } from "../base/ids.ts";
import type { LinkFacts } from "../findings/happening.ts";
import { type OcppVersion, versionOfSubprotocol } from "../ocpp/versions.ts";
import type { LinkOpenedRecord, MessageRecord, Translated } from "../spool/record.ts";
import type { LinkRow } from "../store/rows.ts";
import { type HttpExchange, httpExchangeOf } from "./http-exchange.ts";
import { linkRowOfOpened } from "./link-rows.ts";
import { createSeqs, type Seqs } from "./seqs.ts";

export type LinkState = LinkFacts & {
  stationId: StationId;
  transport?: "soap" | "http";
  isIdentified?: boolean;
  instance: string;
  leg: Leg;
  version: OcppVersion | null;
  /** The version both sides agreed on; null for none. */
  negotiated: OcppVersion | null;
  openedAtUs: number;
  bootAtUs: number | null;
  /** The newest one that the CSMS sent. */
  lastCall: { readonly action: string; readonly seq: number; atUs: number } | null;
  /** The relay's run during which it was opened; "" while unknown. */
  relayRun: string;
  lastAtUs: number;
  readonly seqs: Seqs;
  /**
   * Numbers up to this one were used before this recorder's time: no gaps unless a record says so.
   */
  priorSeq: number;
  /** The row written when it opened; null where the opening was never seen. */
  opened: LinkRow | null;
  /** The journal has `opened` already. */
  isOpenedSaved: boolean;
  /** As counted from what was recorded, for links whose end is not. */
  /** Null: a WebSocket. */
  http: HttpExchange | null;
  /** What messages that are still to come were translated from; see `origins.ts`. */
  translated: readonly Translated[];
  readonly messages: { station: number; csms: number };
  readonly bytes: { station: number; csms: number };
};

/** Of a closed link: enough to place a gap told late. */
export type ClosedLink = {
  readonly linkId: LinkId;
  readonly stationId: StationId;
  readonly instance: string;
  readonly leg: Leg;
  readonly version: OcppVersion | null;
  readonly openedAtUs: number;
  readonly lastAtUs: number;
  readonly exchangeTimeoutMs: number;
  readonly bootAtUs: null;
  readonly seqs: Seqs;
  readonly priorSeq: number;
};

export type LinkDefaults = {
  readonly instance: string;
  readonly exchangeTimeoutMs: number;
};

export function unknownLink(linkId: LinkId, atUs: number, defaults: LinkDefaults): LinkState {
  return {
    linkId,
    stationId: parseStationId(""),
    instance: defaults.instance,
    leg: "both",
    version: null,
    negotiated: null,
    openedAtUs: atUs,
    bootAtUs: null,
    lastCall: null,
    exchangeTimeoutMs: defaults.exchangeTimeoutMs,
    relayRun: "",
    lastAtUs: atUs,
    seqs: createSeqs(),
    priorSeq: 0,
    opened: null,
    isOpenedSaved: false,
    http: null,
    translated: [],
    messages: { station: 0, csms: 0 },
    bytes: { station: 0, csms: 0 },
  };
}

/** Also for a link of which something was seen before its opening. */
export function setOpened(link: LinkState, record: LinkOpenedRecord, relayRun: string): LinkRow {
  const row = linkRowOfOpened(record);
  link.stationId = row.stationId;
  link.instance = row.instance;
  link.leg = row.leg;
  link.negotiated = versionOfSubprotocol(record.body.subprotocol);
  link.version = link.negotiated ?? link.version;
  link.openedAtUs = record.receivedAtUs;
  link.relayRun = relayRun;
  link.opened = row;
  link.isOpenedSaved = false;
  link.http = httpExchangeOf(record.body);
  if (link.http === null) return row;
  link.transport = link.http.transport;
  // Only SOAP says who its station is; the path of an upload or a probe names none.
  if (link.transport === "http") {
    link.stationId = parseStationId("");
    link.opened = { ...row, stationId: link.stationId };
  }
  return row;
}

export function countMessage(link: LinkState, record: MessageRecord): void {
  link.lastAtUs = record.receivedAtUs;
  link.messages[record.sender] += 1;
  link.bytes[record.sender] += record.wireBytes;
}

export function closedLinkOf(link: LinkState): ClosedLink {
  const { linkId, stationId, instance, leg, version, openedAtUs, lastAtUs, seqs } = link;
  const { exchangeTimeoutMs, priorSeq } = link;
  return {
    linkId,
    stationId,
    instance,
    leg,
    version,
    openedAtUs,
    lastAtUs,
    exchangeTimeoutMs,
    seqs,
    priorSeq,
    bootAtUs: null,
  };
}

/** Something of a link came after its end: it goes on with what is still known of it. */
export function reopenedLink(closed: ClosedLink, atUs: number): LinkState {
  const { linkId, stationId, leg, version, openedAtUs, seqs, priorSeq } = closed;
  const { instance, exchangeTimeoutMs } = closed;
  return {
    ...unknownLink(linkId, atUs, { instance, exchangeTimeoutMs }),
    ...{ stationId, leg, version, openedAtUs, seqs, priorSeq },
  };
}
