/**
 * A station's request for a WebSocket → a link, or an answer that says why there is none.
 *
 * The CSMS is dialled first and its answer relayed as it came. Every exit leaves a record: a link
 * is opened, or refused by the CSMS or by us.
 */
import { problemOf } from "../base/errors.ts";
import type { LinkId } from "../base/ids.ts";
import { limits } from "../base/limits.ts";
import type { ArrivalFailure, DialFailure, LinkRefused } from "../spool/record.ts";
import { authorizationDigest, recordableHeaders, textOf } from "./credentials.ts";
import { type AskDeps, type Asked, askCsms, STATION_GONE } from "./dial.ts";
import { type EarlyBytes, type Gone, keepEarlyBytes } from "./early-bytes.ts";
import { changeRequestHead } from "./head.ts";
import { type LinkDeps, type LinkOptions, openLink } from "./link.ts";
import { linkKey } from "./links.ts";
import type { Presence } from "./presence.ts";
import { type Refusal, refuse, relayRefusal } from "./refusal.ts";
import {
  describeHandshake,
  type RoutedRequest,
  type StationRequest,
  stationIdOfRequest,
} from "./station-request.ts";

export type HandshakeDeps = LinkDeps & {
  readonly options: LinkOptions;
  readonly presence: Presence;
  readonly asking: AskDeps;
};

/** `early` is what came in the same chunk as the head. Settles when the station has its answer. */
export async function relayHandshake(
  request: RoutedRequest,
  early: Buffer,
  deps: HandshakeDeps,
): Promise<void> {
  const kept = keepEarlyBytes(request.socket, early, limits.earlyBytesMax);
  try {
    await answerStation(request, kept, deps);
  } catch (thrown) {
    // A fault of ours ends this link and no other.
    request.socket.destroy();
    deps.observe({ name: "bug", role: "relay", where: "handshake", problem: problemOf(thrown) });
  }
}

async function answerStation(
  request: RoutedRequest,
  kept: EarlyBytes,
  deps: HandshakeDeps,
): Promise<void> {
  const { asked, ghost } = await askWithRedial(request, kept.gone, deps);
  const early = kept.take();
  if (asked.kind === "failed") {
    refuseUnanswered(request, asked.failure, deps);
  } else if (asked.head.status === 101) {
    try {
      openLink({ request, answer: asked, early, ghost }, deps.options, deps);
    } catch (thrown) {
      asked.socket.destroy();
      throw thrown;
    }
  } else {
    const answeredAtUs = deps.clock.nowUs();
    const body = await relayRefusal(request.socket, asked, deps.options.lingerMs);
    recordRefusal(request, deps, {
      answeredAtUs,
      refusedBy: "csms",
      status: asked.head.status,
      reason: textOf(asked.head.reason),
      responseHeaders: recordableHeaders(asked.head.fields),
      body,
      failure: null,
    });
  }
}

/** Asks the CSMS, and once more where its refusal was due to a ghost of the same station. */
async function askWithRedial(
  request: RoutedRequest,
  gone: Gone,
  deps: HandshakeDeps,
): Promise<{ readonly asked: Asked; readonly ghost: LinkId | null }> {
  const { route, home, stationId, upstreamTarget } = request.routed;
  const { upstream } = route;
  const head = changeRequestHead(request.head, {
    target: upstreamTarget,
    host: upstream.hostHeader,
    authorization: upstream.authorization,
  });
  const question = { upstream, stationId, head };
  const first = await askCsms(question, gone, deps.asking);
  if (first.kind === "failed" || first.head.status === 101) return { asked: first, ghost: null };
  const newcomer = {
    key: linkKey(home, stationId),
    remoteAddress: request.remoteAddress,
    authorizationDigest: authorizationDigest(request.head.fields),
    digestUnder: (key: Buffer) => authorizationDigest(request.head.fields, key),
  };
  const ghost = await deps.presence.endGhost(newcomer, first.head.status, gone);
  if (ghost === null) return { asked: first, ghost };
  first.socket.destroy();
  return { asked: await askCsms(question, gone, deps.asking), ghost };
}

function refuseUnanswered(request: RoutedRequest, failure: DialFailure, deps: HandshakeDeps): void {
  const isLate = failure.stage === "timeout";
  const { host, port } = request.routed.route.upstream;
  const what = isLate ? "did not answer" : "cannot be reached";
  const sentence = `ocpptap: the CSMS at ${host}:${port} ${what}: ${failure.problem}.`;
  refuseStation(request, { status: isLate ? 504 : 502, sentence }, { ...deps, failure });
}

export type RefusalDeps = Pick<HandshakeDeps, "spool" | "clock" | "observe"> & {
  readonly options: Pick<LinkOptions, "instance">;
  readonly failure?: DialFailure;
  /** `ocpptap` where nothing is said. */
  readonly refusedBy?: LinkRefused["refusedBy"];
};

/** Answers for us, and records it. A station that has gone is recorded with status 0. */
export function refuseStation(request: StationRequest, refusal: Refusal, deps: RefusalDeps): void {
  const answeredAtUs = deps.clock.nowUs();
  const failure = deps.failure ?? null;
  const refusedBy = deps.refusedBy ?? "ocpptap";
  if (failure?.code === STATION_GONE || request.socket.destroyed) {
    const reason = failure?.problem ?? "the station went away";
    const nothing = { status: 0, responseHeaders: [], body: "" };
    recordRefusal(request, deps, {
      ...nothing,
      answeredAtUs,
      refusedBy,
      reason,
      failure,
    });
    return;
  }
  const { headers, body } = refuse(request.socket, refusal);
  recordRefusal(request, deps, {
    answeredAtUs,
    refusedBy,
    status: refusal.status,
    reason: refusal.sentence,
    responseHeaders: headers,
    body,
    failure,
  });
}

/** Records what came instead of a request; there is nobody to answer. */
export function recordArrival(
  request: StationRequest,
  arrival: ArrivalFailure,
  deps: RefusalDeps,
): void {
  recordRefusal(request, deps, {
    answeredAtUs: deps.clock.nowUs(),
    refusedBy: "ocpptap",
    ...{ status: 0, reason: arrival.problem, responseHeaders: [], body: "", failure: null },
    arrival,
  });
}

type RefusalFacts = Pick<
  LinkRefused,
  "refusedBy" | "status" | "reason" | "responseHeaders" | "body" | "failure" | "arrival"
> & { readonly answeredAtUs: number };

function recordRefusal(request: StationRequest, deps: RefusalDeps, facts: RefusalFacts): void {
  const { linkId } = request;
  const { answeredAtUs, ...refusal } = facts;
  const { instance } = deps.options;
  const body = { ...describeHandshake(request, { instance, answeredAtUs }), ...refusal };
  deps.spool.append({
    kind: "link-refused",
    receivedAtUs: answeredAtUs,
    linkId,
    seq: 0,
    body,
  });
  const stationId = stationIdOfRequest(request);
  const { status, reason } = refusal;
  deps.observe({ name: "linkRefused", linkId, stationId, status, reason });
}
