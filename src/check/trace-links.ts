/**
 * The links of a trace: told by the records' link or station, begun when first seen. Bounded: the
 * one silent for longest is let go, and goes on as a new one if it speaks again.
 */
import { type LinkId, newLinkId, parseStationId, type Sender } from "../base/ids.ts";
import { limits } from "../base/limits.ts";
import type { OcppMessage } from "../exchange/message.ts";
import type { OcppVersion } from "../ocpp/versions.ts";
import type { Intake } from "../recorder/intake.ts";
import type { LinkClosed, LinkOpened } from "../spool/record.ts";
import { createTurns, guessSender, type Turns } from "./sender.ts";
import type { TraceRecord } from "./trace-record.ts";

export type TraceLink = {
  readonly linkId: LinkId;
  readonly turns: Turns;
  readonly guess: (message: OcppMessage) => Sender;
  /** Its first record told a time. */
  readonly isTimed: boolean;
  seq: number;
  /** Never goes back. */
  atUs: number;
  /** As seen so far, of both sides. */
  calls: number;
  responses: number;
};

export type TraceLinks = {
  readonly linkFor: (record: TraceRecord, nowUs: number) => TraceLink;
  readonly find: (linkId: LinkId) => TraceLink | null;
};

type Known = { readonly key: string; readonly link: TraceLink };

/** `version` is that of all links, whatever their records say. */
export function createTraceLinks(intake: Intake, version: OcppVersion | null): TraceLinks {
  const byKey = new Map<string, Known>();
  const byId = new Map<LinkId, Known>();

  function begin(key: string, record: TraceRecord, nowUs: number): Known {
    const turns = createTurns();
    const link: TraceLink = {
      linkId: newLinkId(),
      turns,
      guess: (message) => guessSender(turns, message),
      isTimed: record.atUs !== null,
      ...{ seq: 0, atUs: record.atUs ?? nowUs, calls: 0, responses: 0 },
    };
    const { linkId, atUs: receivedAtUs } = link;
    const body = openedAs(record.stationId ?? "", version ?? record.version);
    intake.take({ kind: "link-opened", linkId, seq: 0, receivedAtUs, body });
    return { key, link };
  }
  function end({ key, link }: Known): void {
    const { linkId, seq, atUs: receivedAtUs } = link;
    const body = { ...closed, lastSeq: seq };
    intake.take({ kind: "link-closed", linkId, seq, receivedAtUs, body });
    byKey.delete(key);
    byId.delete(linkId);
  }

  return {
    linkFor(record, nowUs) {
      const key = JSON.stringify([record.linkKey, record.stationId]);
      const known = byKey.get(key) ?? begin(key, record, nowUs);
      byKey.delete(key);
      byKey.set(key, known);
      byId.set(known.link.linkId, known);
      const [oldest] = byKey.size > limits.checkLinksMax ? byKey.values() : [];
      if (oldest !== undefined) end(oldest);
      return known.link;
    },
    find: (linkId) => byId.get(linkId)?.link ?? null,
  };
}

function openedAs(stationId: string, version: OcppVersion | null): LinkOpened {
  const subprotocol = version === null ? null : `ocpp${version}`;
  const subprotocolsOffered = subprotocol === null ? [] : [subprotocol];
  return {
    stationId: parseStationId(stationId),
    ...{ instance: "check", route: "", mode: "transparent", target: "", headers: [] },
    ...{ upstreamUrl: "", remoteAddress: "", remotePort: 0, tls: null, authorization: null },
    ...{ subprotocolHeader: subprotocol, subprotocolsOffered, subprotocol },
    ...{ requestMs: 0, answerMs: 0, extensions: null, responseHeaders: [], supersedes: null },
  };
}

const none = { station: 0, csms: 0 };
const closed: LinkClosed = {
  ...{ closedBy: "ocpptap", how: "shutdown", code: null, reason: "", error: "" },
  ...{ openMs: 0, idleMs: 0, messages: none, bytes: none, pings: none, pongs: none, lastSeq: 0 },
};
