/** How the links that end here begin in the record, or do not: of bridges, shadows, back-ends. */
import type { Socket } from "node:net";
import type { Clock } from "../base/clock.ts";
import type { Leg, LinkId, StationId } from "../base/ids.ts";
import { plainAddress } from "../base/network.ts";
import type { Handshake, Headers, LinkOpened, LinkRefused, SpoolWriter } from "../spool/record.ts";
import {
  describeAuthorization,
  recordableHeaders,
  recordableTarget,
  textOf,
} from "./credentials.ts";
import { type CsmsAnswer, type CsmsRequest, headersOf } from "./csms-leg.ts";
import { fieldsFrom } from "./head.ts";
import { upstreamUrl } from "./route.ts";
import type { AcceptedStation } from "./station-leg.ts";
import {
  describeHandshake,
  msBetween,
  type RoutedRequest,
  tlsOf,
  valueText,
} from "./station-request.ts";

/** One attempt to reach the CSMS. */
export type CsmsDial = {
  readonly linkId: LinkId;
  readonly stationId: StationId;
  readonly instance: string;
  readonly route: string;
  /** Absent: a bridge's. */
  readonly leg?: Leg;
  /** Of the leg `backend`: its name. */
  readonly backend?: string;
  readonly request: CsmsRequest;
  readonly dialledAtUs: number;
  readonly clock: Clock;
};

export type BridgeRecordDeps = {
  readonly spool: Pick<SpoolWriter, "append">;
  readonly clock: Clock;
};

/** The station has its answer. */
export function recordStationLeg(
  request: RoutedRequest,
  { headers }: AcceptedStation,
  about: Pick<LinkOpened, "instance" | "supersedes">,
  { spool, clock }: BridgeRecordDeps,
): LinkOpened {
  const receivedAtUs = clock.nowUs();
  const fields = fieldsFrom(headers);
  const { instance, supersedes } = about;
  const body: LinkOpened = {
    ...describeHandshake(request, { instance, answeredAtUs: receivedAtUs }),
    subprotocol: valueText(fields, "sec-websocket-protocol"),
    extensions: null,
    responseHeaders: recordableHeaders(fields),
    supersedes,
  };
  const { linkId } = request;
  spool.append({ kind: "link-opened", receivedAtUs, linkId, seq: 0, body });
  return body;
}

export function recordCsmsLeg(
  dial: CsmsDial,
  { socket, headers }: { readonly socket: Socket; readonly headers: Headers },
  { spool, clock }: BridgeRecordDeps,
): void {
  const receivedAtUs = clock.nowUs();
  const fields = fieldsFrom(headers);
  const body: LinkOpened = {
    ...handshakeOf(dial, socket),
    subprotocol: valueText(fields, "sec-websocket-protocol"),
    extensions: valueText(fields, "sec-websocket-extensions"),
    responseHeaders: recordableHeaders(fields),
    supersedes: null,
  };
  spool.append({ kind: "link-opened", receivedAtUs, linkId: dial.linkId, seq: 0, body });
}

/** The CSMS's leg did not come to be. */
export function recordCsmsRefusal(
  dial: CsmsDial,
  answer: Exclude<CsmsAnswer, { kind: "open" }>,
  { spool, clock }: BridgeRecordDeps,
): void {
  const refusal: Pick<
    LinkRefused,
    "refusedBy" | "status" | "reason" | "responseHeaders" | "body" | "failure"
  > =
    answer.kind === "refused"
      ? {
          ...{ refusedBy: "csms", status: answer.status, reason: textOf(answer.reason) },
          responseHeaders: recordableHeaders(fieldsFrom(answer.headers)),
          ...{ body: answer.body, failure: null },
        }
      : {
          ...{ refusedBy: "ocpptap", status: 0, reason: answer.failure.problem },
          ...{ responseHeaders: [], body: "", failure: answer.failure },
        };
  spool.append({
    ...{ kind: "link-refused", receivedAtUs: clock.nowUs(), linkId: dial.linkId, seq: 0 },
    body: { ...handshakeOf(dial, null), ...refusal },
  });
}

function handshakeOf(dial: CsmsDial, socket: Socket | null): Handshake {
  const { stationId, instance, route, leg = "csms", backend, request, dialledAtUs, clock } = dial;
  const { upstream, target, subprotocol } = request;
  const fields = fieldsFrom(headersOf(request));
  return {
    ...{
      stationId,
      instance,
      route,
      mode: backend === undefined ? "translate" : "transparent",
      leg,
    },
    ...(backend !== undefined && { backend }),
    target: recordableTarget(target),
    headers: recordableHeaders(fields),
    upstreamUrl: recordableTarget(upstreamUrl(upstream, target)),
    remoteAddress: plainAddress(socket?.remoteAddress ?? ""),
    remotePort: socket?.remotePort ?? upstream.port,
    tls: socket === null ? null : tlsOf(socket),
    authorization: describeAuthorization(fields),
    subprotocolHeader: subprotocol,
    subprotocolsOffered: [subprotocol],
    requestMs: 0,
    answerMs: msBetween(dialledAtUs, clock.nowUs()),
  };
}
