/**
 * The ways to the CSMS of one station: the route's own and, where the CSMS has set another address
 * or password, those. In: ways in their order. Out: the first WebSocket that opens, or the last
 * answer. Promised: each attempt that came to nothing has its record.
 */
import { basicAuthorization } from "../base/basic.ts";
import type { Clock } from "../base/clock.ts";
import { OperationalError } from "../base/errors.ts";
import { newLinkId, type StationId } from "../base/ids.ts";
import type { SpoolWriter } from "../spool/record.ts";
import { type CsmsDial, recordCsmsRefusal } from "./bridge-record.ts";
import { type CsmsAnswer, type CsmsRequest, dialCsms } from "./csms-leg.ts";
import { type AskDeps, STATION_GONE } from "./dial.ts";
import type { Gone } from "./early-bytes.ts";
import type { Way } from "./middle.ts";
import { type Route, routeTo, type TranslatedRoute } from "./route.ts";

/** What all attempts of one station have in common. */
export type DialPlan = {
  readonly stationId: StationId;
  readonly instance: string;
  readonly route: TranslatedRoute;
  /** The station's, with its question mark. */
  readonly query: string;
  /** The route's: the station's own, or what is configured. */
  readonly authorization: string | null;
  readonly subprotocol: string;
};

export type Dialled = {
  readonly answer: CsmsAnswer;
  readonly dial: CsmsDial;
  readonly way: Way;
};

export type WaysDeps = {
  readonly asking: AskDeps;
  readonly clock: Clock;
  readonly spool: SpoolWriter;
};

/** The route's own address and credentials. */
export const ROUTE_WAY: Way = { id: "", url: null, password: null };

/** It opened, and nobody wants it any more. */
export const NOBODY_WAITS = {
  kind: "failed",
  failure: { stage: "answer", code: STATION_GONE, problem: "the station went away meanwhile" },
} as const;

/** `gone` tells that nobody waits any more; null where nobody can. */
export async function dialWays(
  ways: readonly Way[],
  plan: DialPlan,
  { gone, deps }: { readonly gone: Gone | null; readonly deps: WaysDeps },
): Promise<Dialled> {
  const attempt = async (way: Way): Promise<Dialled> => {
    const { stationId, instance, route } = plan;
    const request = requestBy(way, plan);
    const dial: CsmsDial = {
      ...{ linkId: newLinkId(), stationId, instance, route: route.match },
      request: request ?? requestTo(plan.route, way, plan),
      ...{ dialledAtUs: deps.clock.nowUs(), clock: deps.clock },
    };
    const answer = request === null ? NO_URL : await dialCsms(request, gone, deps.asking);
    if (answer.kind !== "open") recordCsmsRefusal(dial, answer, deps);
    return { answer, dial, way };
  };
  const [first = ROUTE_WAY, ...others] = ways;
  let dialled = await attempt(first);
  for (const way of others) {
    if (dialled.answer.kind === "open" || gone?.is() === true) break;
    dialled = await attempt(way);
  }
  return dialled;
}

/** What the CSMS has set may be no URL that can be dialled. */
const NO_URL = {
  kind: "failed",
  failure: {
    stage: "resolve",
    code: "URL_INVALID",
    problem: "the URL that the CSMS has set is none",
  },
} as const;

function requestBy(way: Way, plan: DialPlan): CsmsRequest | null {
  try {
    const route = way.url === null ? plan.route : routeTo(way.url, plan.route);
    return requestTo(route, way, plan);
  } catch (thrown) {
    if (thrown instanceof OperationalError) return null;
    throw thrown;
  }
}

function requestTo(route: Route, { password }: Way, plan: DialPlan): CsmsRequest {
  const { stationId, query, subprotocol } = plan;
  return {
    upstream: route.upstream,
    stationId,
    target: route.targetOf(encodeURIComponent(stationId), query),
    authorization: password === null ? plan.authorization : basicAuthorization(stationId, password),
    subprotocol,
  };
}
