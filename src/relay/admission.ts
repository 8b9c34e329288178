/**
 * Who may come in on a route that translates, and what the others are told. In: requests and the
 * CSMS's answers. Out: sentences with a status.
 */
import type { LinkRefused } from "../spool/record.ts";
import { authorizationDigest } from "./credentials.ts";
import type { CsmsAnswer } from "./csms-leg.ts";
import { type Link, type Links, linkKey } from "./links.ts";
import type { Middle } from "./middle.ts";
import { mayBeSameStation, type Newcomer } from "./presence.ts";
import type { Refusal } from "./refusal.ts";
import type { TranslatedRoute } from "./route.ts";
import { unacceptable } from "./station-leg.ts";
import { offersOf, type RoutedRequest } from "./station-request.ts";

export type BridgedRequest = RoutedRequest & {
  readonly routed: RoutedRequest["routed"] & { readonly route: TranslatedRoute };
};

export type Refused = Pick<LinkRefused, "refusedBy" | "failure"> & { readonly refusal: Refusal };

/** Why there can be no WebSocket at all; null for there can. */
export function unfitness(
  { head, routed }: BridgedRequest,
  { subprotocols }: Pick<Middle, "subprotocols">,
): string | null {
  const { stationId } = routed;
  // `encodeURIComponent` leaves dots alone, and a URL without them is another one.
  if (/^\.{0,2}$/.test(stationId)) return `"${stationId}" is not a station's identity`;
  const offered = offersOf(head.fields);
  if (!offered.includes(subprotocols.station)) {
    const shown = offered.length === 0 ? "nothing" : offered.join(", ").slice(0, 200);
    return `this route translates from ${subprotocols.station}; the station offers ${shown}`;
  }
  return unacceptable(head.fields);
}

export function newcomerOf({ head, remoteAddress, routed }: BridgedRequest): Newcomer {
  return {
    key: linkKey(routed.home, routed.stationId),
    remoteAddress,
    authorizationDigest: authorizationDigest(head.fields),
    digestUnder: (key) => authorizationDigest(head.fields, key),
  };
}

/** Where the CSMS cannot judge the station, only the same station may close its own legs. */
export function isStranger(request: BridgedRequest, links: Links): boolean {
  const newcomer = newcomerOf(request);
  const old: Link | null = links.ofStation(newcomer.key);
  const isJudged = request.routed.route.translate.credentials.mode === "passthrough";
  return !isJudged && old !== null && !mayBeSameStation(old, newcomer);
}

export function refusedBecause(status: Refusal["status"], why: string): Refused {
  const refusal = { status, sentence: `ocpptap: ${why}.` };
  return { refusal, refusedBy: "ocpptap", failure: null };
}

/** What a station is told with the same status: nothing that passes by itself. */
export function isVerdict(status: number): status is 401 | 403 | 404 {
  return status === 401 || status === 403 || status === 404;
}

export function refusedWith(
  answer: Exclude<CsmsAnswer, { kind: "open" }>,
  { upstream }: Pick<TranslatedRoute, "upstream">,
): Refused {
  const csms = `the CSMS at ${upstream.host}:${upstream.port}`;
  if (answer.kind === "failed") {
    const { failure } = answer;
    const refused = refusedBecause(503, `${csms} cannot be reached: ${failure.problem}`);
    return { ...refused, failure };
  }
  const { status, reason, headers } = answer;
  const { refusal } = refusedBecause(
    isVerdict(status) ? status : 503,
    `${csms} answered ${status} ${reason}`,
  );
  const challenge = headers.filter(([name]) => name.toLowerCase() === "www-authenticate");
  return {
    refusal: status === 401 ? { ...refusal, headers: challenge } : refusal,
    ...{ refusedBy: "csms", failure: null },
  };
}
