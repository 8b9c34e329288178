/**
 * What stations are met by, made of one configuration. In: the configuration, and what outlives it.
 * Out: the entrance's terms. Promised: nothing of a link that is open is changed by making others; a
 * station that is translated keeps its middle where its route says the same.
 */
import type { LookupFunction } from "node:net";
import { isDeepStrictEqual } from "node:util";
import type { Clock } from "../base/clock.ts";
import { limits } from "../base/limits.ts";
import type { Config } from "../config/schema.ts";
import type { TranslateConfig } from "../config/translate.ts";
import type { Observe } from "../observe/events.ts";
import type { SpoolWriter } from "../spool/record.ts";
import type { Bridges } from "./bridges.ts";
import { linksThatFit } from "./descriptors.ts";
import type { AskDeps } from "./dial.ts";
import type { Elsewhere } from "./elsewhere.ts";
import type { EntranceDeps, EntranceOptions } from "./entrance.ts";
import { openHttpPassage } from "./http.ts";
import type { InterceptsOf } from "./intercept.ts";
import { type LegCredentials, readLegCredentials } from "./leg-credentials.ts";
import type { LinkOptions } from "./link.ts";
import type { Links } from "./links.ts";
import type { Middle } from "./middle.ts";
import type { Presence } from "./presence.ts";
import { createReroute, NO_OVERRIDES, type Overrides } from "./reroute.ts";
import { type Route, translatedRoutes } from "./route.ts";
import type { Trust } from "./trust.ts";
import type { Sessions } from "./upstream-tls.ts";

export type RelayConfig = Pick<
  Config,
  "instance" | "listen" | "upstream" | "routes" | "relay" | "record" | "soap"
>;

export type RelayDeps = {
  readonly spool: SpoolWriter;
  /** What decides on a route that translates. */
  readonly middleOf: (translate: TranslateConfig) => Middle;
  readonly clock: Clock;
  readonly observe: Observe;
  /** Other instances; absent for none. */
  readonly elsewhere?: Elsewhere;
  /** Where single stations are relayed to instead; absent for none. */
  readonly overrides?: Overrides;
  /** What stands in the links of a route; absent: nothing in any. */
  readonly interceptsOf?: InterceptsOf;
  /** Told by what further back-ends are dialled: before the first link, and when it changes. */
  readonly dialBy?: (dialling: Dialling) => void;
  /** Where the machine's workers share the keys of TLS sessions; absent: nowhere. */
  readonly ticketKeyFile?: string;
};

/** By what ocpptap dials for itself. */
export type Dialling = {
  readonly asking: AskDeps;
  readonly credentials: LegCredentials;
  readonly instance: string;
};

/** What there is one of, whatever the configuration says. */
export type Shared = {
  readonly deps: RelayDeps;
  readonly links: Links;
  readonly trust: Pick<Trust, "auth" | "secureContextOf">;
  readonly presence: Presence;
  readonly lookup: LookupFunction;
  readonly sessions: Sessions;
  /** Null where their limit is not known. */
  readonly descriptors: number | null;
  readonly middles: Middles;
};

export type Terms = { readonly options: EntranceOptions; readonly deps: EntranceDeps };

/** Rejects with CONFIG_UNREADABLE. */
export async function termsOf(
  config: RelayConfig,
  routes: readonly Route[],
  shared: Shared & { readonly bridges: Bridges },
): Promise<Terms> {
  const { deps, links, trust, presence, descriptors, lookup, bridges, middles } = shared;
  const { requestHeadMs, dialMs } = config.relay;
  const { auth, secureContextOf } = trust;
  const { overrides = NO_OVERRIDES, observe } = deps;
  const options = linkOptionsOf(config);
  const socketsMax = socketsOfLinkMax(routes);
  const passing = { ...options, requestHeadMs, dialMs };
  return {
    options: {
      ...{ requestHeadMs, linksMax: linksThatFit(config.relay.linksMax, descriptors, socketsMax) },
      bounds: config.relay,
    },
    deps: {
      ...{ ...deps, links, auth, presence, options, routes, bridges },
      asking: askingOf(config, shared),
      middles: middles(routes),
      credentials: await readLegCredentials(routes),
      http: openHttpPassage(passing, { ...deps, lookup, secureContextOf }),
      reroute: createReroute(routes, overrides, observe),
    },
  };
}

/** One to the station, one to its CSMS, and one to each further back-end. */
function socketsOfLinkMax(routes: readonly Route[]): number {
  return 2 + Math.max(0, ...routes.map(({ backends }) => backends.length));
}

export function diallingOf({ deps: { asking, credentials, options } }: Terms): Dialling {
  return { asking, credentials, instance: options.instance };
}

export function askingOf(
  { relay: { dialMs, keepAliveMs, answerHeadBytesMax } }: RelayConfig,
  { deps: { observe }, lookup, sessions, trust: { secureContextOf } }: Shared,
): AskDeps {
  return {
    ...{ lookup, secureContextOf, dialMs, keepAliveMs, observe, sessions },
    answerHeadBytesMax,
  };
}

export function linkOptionsOf({ instance, record, relay }: RelayConfig): LinkOptions {
  const { messageBytesMax, strict: isStrict, inflateRatioMax, controlFramesPerMinute } = record;
  const { strictHoldMsMax } = limits;
  return {
    ...{ instance, lingerMs: relay.lingerMs, messageBytesMax },
    rates: { inflateRatioMax, controlFramesPerMinute },
    ...{ isStrict, strictHoldMsMax },
  };
}

/** Of these routes, by `match`. */
export type Middles = (routes: readonly Route[]) => ReadonlyMap<string, Middle>;

type Kept = {
  readonly match: string;
  readonly translate: TranslateConfig;
  readonly middle: Middle;
};

/** The one that there was for the same route, or a new one. */
export function keepMiddles(middleOf: RelayDeps["middleOf"]): Middles {
  // What is in force, and what was made ready last, which may have come to nothing.
  let generations: readonly (readonly Kept[])[] = [];
  return (routes) => {
    const known = generations.flat();
    const kept = translatedRoutes(routes).map(
      ({ match, translate }) =>
        known.find((old) => old.match === match && isDeepStrictEqual(old.translate, translate)) ?? {
          ...{ match, translate, middle: middleOf(translate) },
        },
    );
    generations = [kept, ...generations].slice(0, 2);
    return new Map(kept.map(({ match, middle }) => [match, middle]));
  };
}
