/**
 * The life of one link: from the CSMS's 101 to its last close.
 *
 * In: a station's request and the CSMS's answer 101. Out: the answer at the station, a crossing
 * between the two sockets, and the records link-opened and link-closed. Promised: bytes go on
 * before anything is recorded; an older link of the same station ends once the CSMS has accepted
 * the new one.
 */
import type { Clock } from "../base/clock.ts";
import type { LinkId } from "../base/ids.ts";
import type { Observe } from "../observe/events.ts";
import type { LinkClosed, LinkOpened, SpoolWriter } from "../spool/record.ts";
import { type CopyRates, defaultRates } from "./copy-rates.ts";
import { authorizationDigest, recordableHeaders } from "./credentials.ts";
import type { CrossingEnd } from "./crossing.ts";
import type { Answered } from "./dial.ts";
import { parseExtensions } from "./extensions.ts";
import type { InterceptsOf } from "./intercept.ts";
import { interceptsOfLink } from "./link-intercepts.ts";
import { type Link, type Links, linkKey } from "./links.ts";
import { openSplice } from "./splice.ts";
import {
  describeHandshake,
  msBetween,
  type RoutedRequest,
  stationIdOfRequest,
  valueText,
} from "./station-request.ts";
import { createLinkTap, type LinkTap } from "./tap.ts";

export type LinkOptions = {
  readonly instance: string;
  readonly lingerMs: number;
  readonly messageBytesMax: number;
  /** Absent: the default ones. */
  readonly rates?: CopyRates;
  readonly isStrict: boolean;
  readonly strictHoldMsMax: number;
};

export type LinkDeps = {
  readonly links: Links;
  readonly spool: SpoolWriter;
  readonly clock: Clock;
  readonly observe: Observe;
  /** Absent: nothing stands in any link. */
  readonly interceptsOf?: InterceptsOf;
};

export type Handover = {
  readonly request: RoutedRequest;
  readonly answer: Answered;
  /** What the station sent before the answer came. */
  readonly early: readonly Buffer[];
  /** The ghost that was ended for this one. */
  readonly ghost: LinkId | null;
};

export function openLink(handover: Handover, options: LinkOptions, deps: LinkDeps): Link {
  const { request, answer, early, ghost } = handover;
  const { links, spool, clock, observe } = deps;
  const { linkId, socket: station, routed } = request;
  if (answer.interim.length > 0) station.write(answer.interim);
  station.write(answer.head.bytes);

  const openedAtUs = clock.nowUs();
  const stationId = stationIdOfRequest(request);
  const key = linkKey(routed.home, stationId);
  const old = supersede(links.ofStation(key), observe);
  const opened = describeOpened(handover, options.instance, openedAtUs);
  const supersedes = old ?? ghost;
  spool.append({
    kind: "link-opened",
    receivedAtUs: openedAtUs,
    linkId,
    seq: 0,
    body: { ...opened, supersedes },
  });
  observe({ name: "linkOpened", linkId, stationId, answerMs: opened.answerMs });

  const { messageBytesMax, rates = defaultRates, ...crossingOptions } = options;
  const { extensions, subprotocol } = opened;
  const tap = createLinkTap(
    { linkId, messageBytesMax, rates, extensions },
    { spool, clock, observe },
  );
  const { calls, openValve } = interceptsOfLink(
    deps.interceptsOf?.(routed.route) ?? null,
    { request, key, subprotocol },
    { messageBytesMax, rates, extensions: parseExtensions(extensions) },
    { tap, clock, observe },
  );
  const crossing = openSplice(
    { station, csms: answer.socket, csmsReads: answer.reads },
    { ...crossingOptions, linkId },
    {
      ...{ tap, spool, clock, observe, onEnd: (end) => closeRecord(end) },
      ...(openValve !== undefined && { openValve }),
    },
  );
  const link: Link = {
    id: linkId,
    stationId,
    key,
    remoteAddress: request.remoteAddress,
    authorizationDigest: authorizationDigest(request.head.fields),
    stationHeardAtUs: () => crossing.stationHeardAtUs(),
    traffic: () => tap.stats(),
    isAtBoundary: () => crossing.isAtBoundary(),
    ...{ calls, commands: routed.route.commands, subprotocol },
    close: (how) => crossing.close(how),
  };
  function closeRecord(end: CrossingEnd): void {
    links.remove(link);
    tap.close();
    const body = describeClosed(tap, end, openedAtUs);
    const seq = body.lastSeq;
    spool.append({ kind: "link-closed", receivedAtUs: clock.nowUs(), linkId, seq, body });
    observe({ name: "linkClosed", linkId, stationId, how: body.how, openMs: body.openMs });
  }

  links.add(link);
  if (answer.rest.length > 0) crossing.feed("csms", answer.rest);
  for (const chunk of early) crossing.feed("station", chunk);
  crossing.start();
  return link;
}

/** The link that ended for the new one, if there was any. */
function supersede(old: Link | null, observe: Observe): LinkId | null {
  if (old === null) return null;
  const { id: linkId, stationId } = old;
  void old.close("superseded");
  observe({ name: "linkSuperseded", linkId, stationId, reason: "accepted" });
  return linkId;
}

function describeOpened(
  { request, answer }: Handover,
  instance: string,
  answeredAtUs: number,
): Omit<LinkOpened, "supersedes"> {
  const { fields } = answer.head;
  return {
    ...describeHandshake(request, { instance, answeredAtUs }),
    subprotocol: valueText(fields, "sec-websocket-protocol"),
    extensions: valueText(fields, "sec-websocket-extensions"),
    responseHeaders: recordableHeaders(fields),
  };
}

/**
 * A Close frame says who wanted the end; sockets only say who was quicker. We always say it of us.
 */
function describeClosed(tap: LinkTap, end: CrossingEnd, openedAtUs: number): LinkClosed {
  const stats = tap.stats();
  const { closeFrame } = stats;
  const isTheirs = closeFrame !== null && end.closedBy !== "ocpptap";
  return {
    closedBy: isTheirs ? closeFrame.sender : end.closedBy,
    how: isTheirs ? "close-frame" : end.how,
    code: closeFrame?.code ?? end.closeFrame?.code ?? null,
    reason: closeFrame?.reason ?? end.closeFrame?.reason ?? "",
    error: end.error,
    openMs: msBetween(openedAtUs, end.atUs),
    idleMs: msBetween(stats.lastByteAtUs ?? openedAtUs, end.atUs),
    messages: stats.messages,
    bytes: stats.bytes,
    pings: stats.pings,
    pongs: stats.pongs,
    lastSeq: stats.lastSeq,
  };
}
