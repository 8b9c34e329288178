/**
 * What stands in one spliced link. In: what its route permits, and the handshake. Out: the valve,
 * to be opened with the splice, and the calls of ours that it lets through; nothing where the
 * route permits nothing.
 */
import type { LinkId } from "../base/ids.ts";
import type { InterceptedLink, LinkCalls, RouteIntercepts } from "./intercept.ts";
import { createLinkCalls, type LinkCallsDeps } from "./link-calls.ts";
import { ownAuthorization, type RoutedRequest } from "./station-request.ts";
import type { LinkTap } from "./tap.ts";
import { type OpenValve, Valve, type ValveOptions } from "./valve.ts";

export type LinkIntercepts = {
  readonly openValve?: OpenValve;
  /** Null where the route permits none. */
  readonly calls: LinkCalls | null;
};

export type InterceptedHandshake = {
  readonly request: RoutedRequest;
  readonly key: string;
  readonly subprotocol: string | null;
};

const NONE: LinkIntercepts = { calls: null };

export function interceptsOfLink(
  intercepts: RouteIntercepts | null,
  handshake: InterceptedHandshake,
  reading: Pick<ValveOptions, "extensions" | "messageBytesMax" | "rates">,
  deps: LinkCallsDeps & { readonly tap: LinkTap },
): LinkIntercepts {
  if (intercepts === null) return NONE;
  const { linkId } = handshake.request;
  const own = intercepts.hasCalls ? createLinkCalls(linkId, deps) : null;
  const calls = own?.calls ?? null;
  const link = { ...factsOf(handshake, linkId), calls };
  const openers = own === null ? intercepts.chain : [own.open, ...intercepts.chain];
  return { calls, openValve: (ends) => new Valve({ ...reading, link, openers }, ends, deps) };
}

function factsOf(
  { request, key, subprotocol }: InterceptedHandshake,
  linkId: LinkId,
): Omit<InterceptedLink, "calls" | "fixedBecause"> {
  const { route, stationId, tail, query } = request.routed;
  const authorization = ownAuthorization(request);
  return { linkId, stationId, key, route, tail, query, subprotocol, authorization };
}
