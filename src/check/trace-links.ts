/**
 * The links of a trace: told by the records' link or station, begun when first seen. Bounded: the
 * one silent for longest is let go, and goes on as a new one if it speaks again.
 */
import { type Leg, type LinkId, parseStationId, type Sender } from "../base/ids.ts";
import type { OcppMessage } from "../exchange/message.ts";
import { parseMessage } from "../exchange/parse.ts";
import type { OcppVersion } from "../ocpp/versions.ts";
import type { Intake } from "../recorder/intake.ts";
import type { LinkOpened, MessageRecord } from "../spool/record.ts";
import { createTurns, guessSender, noteTurn, type Turns } from "./sender.ts";
import type { TraceRecord } from "./trace-fields.ts";

export type TraceLink = {
  readonly linkId: LinkId;
  readonly leg: Leg;
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
  /** The trace is at its end. */
  readonly leaveAll: () => void;
};

type Known = { readonly key: string; readonly link: TraceLink };

export type TraceLinksOptions = {
  /** Of all links, whatever their records say; null for what those say. */
  readonly version: OcppVersion | null;
  readonly instance: string;
  /** Of the nth link that begins, from 1. */
  readonly idFor: (nth: number) => LinkId;
  /** Followed at the same time. */
  readonly linksMax: number;
};

export function createTraceLinks(
  intake: Intake,
  { version, instance, idFor, linksMax }: TraceLinksOptions,
): TraceLinks {
  const byKey = new Map<string, Known>();
  const byId = new Map<LinkId, Known>();
  let begun = 0;

  function begin(key: string, record: TraceRecord, nowUs: number): Known {
    begun += 1;
    const turns = createTurns();
    const link: TraceLink = {
      linkId: idFor(begun),
      leg: record.leg,
      turns,
      guess: (message) => guessSender(turns, message),
      isTimed: record.atUs !== null,
      ...{ seq: 0, atUs: record.atUs ?? nowUs, calls: 0, responses: 0 },
    };
    const { linkId, atUs: receivedAtUs } = link;
    const body = openedAs(record.stationId ?? "", version ?? record.version, instance);
    const own = record.leg === "both" ? body : asLeg(body, record.leg);
    intake.take({ kind: "link-opened", linkId, seq: 0, receivedAtUs, body: own });
    return { key, link };
  }
  function end({ key, link }: Known): void {
    intake.leave(link.linkId);
    byKey.delete(key);
    byId.delete(link.linkId);
  }

  return {
    linkFor(record, nowUs) {
      const key = JSON.stringify([record.linkKey, record.stationId, record.leg]);
      const known = byKey.get(key) ?? begin(key, record, nowUs);
      byKey.delete(key);
      byKey.set(key, known);
      byId.set(known.link.linkId, known);
      const [oldest] = byKey.size > linksMax ? byKey.values() : [];
      if (oldest !== undefined) end(oldest);
      return known.link;
    },
    leaveAll() {
      for (const known of [...byKey.values()]) end(known);
    },
    find: (linkId) => byId.get(linkId)?.link ?? null,
  };
}

/** The record as the next message of its link; `sender` where it does not say who sent it. */
export function messageOn(
  link: TraceLink,
  record: TraceRecord,
  sender: Sender | null,
): MessageRecord {
  const { payload, payloadBytes, isTruncated } = record;
  const framing = { opcode: 1, isTruncated, payloadBytes, version: null } as const;
  const message = parseMessage(payload, framing);
  const sentBy = record.sender ?? sender ?? link.guess(message);
  noteTurn(link.turns, message, sentBy);
  link.atUs = Math.max(link.atUs, record.atUs ?? 0);
  link.seq += 1;
  const type = message.type === "malformed" ? message.messageType : message.type;
  if (type === "call") link.calls += 1;
  else if (type !== null && type !== "send") link.responses += 1;
  return {
    kind: "message",
    ...{ linkId: link.linkId, seq: link.seq, receivedAtUs: link.atUs, sender: sentBy },
    leg: link.leg,
    ...{ opcode: 1, isCompressed: false, isFragmented: false, isTruncated },
    ...{ payload, payloadBytes, wireBytes: payloadBytes },
  };
}

function asLeg(opened: LinkOpened, leg: Leg): LinkOpened {
  return { ...opened, leg, mode: "translate" };
}

function openedAs(stationId: string, version: OcppVersion | null, instance: string): LinkOpened {
  const subprotocol = version === null ? null : `ocpp${version}`;
  const subprotocolsOffered = subprotocol === null ? [] : [subprotocol];
  return {
    stationId: parseStationId(stationId),
    ...{ instance, route: "", mode: "transparent", target: "", headers: [] },
    ...{ upstreamUrl: "", remoteAddress: "", remotePort: 0, tls: null, authorization: null },
    ...{ subprotocolHeader: subprotocol, subprotocolsOffered, subprotocol },
    ...{ requestMs: 0, answerMs: 0, extensions: null, responseHeaders: [], supersedes: null },
  };
}
