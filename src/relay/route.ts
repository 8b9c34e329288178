/**
 * Which CSMS a station's request goes to, and with which target.
 *
 * In: the configuration, then request-targets as received. Out: the first route that matches, the
 * station's identity, and the target for the CSMS. Promised: what stands for `{station}` is never
 * normalised on its way to the CSMS (`//`, a trailing `/`, percent-encoding stay); only matching
 * and the lookup of the identity are tolerant. Text is Latin-1 as in `head.ts`.
 */

import { isIP } from "node:net";
import { authorizationOf, decoded } from "../base/basic.ts";
import { OperationalError } from "../base/errors.ts";
import { parseStationId, type StationId } from "../base/ids.ts";
import type { BackendConfig } from "../config/backends.ts";
import type { CommandsConfig } from "../config/commands.ts";
import type { Config, RouteConfig } from "../config/schema.ts";
import type { StationAuthConfig, UpstreamTlsConfig } from "../config/tls.ts";
import type { CredentialsConfig, TranslateConfig } from "../config/translate.ts";
import { textOf } from "./credentials.ts";

export type Upstream = {
  readonly isTls: boolean;
  /** To dial: a name or an address without brackets. */
  readonly host: string;
  readonly port: number;
  /** For the `Host` header: as the URL spells it. */
  readonly hostHeader: string;
  /** `Basic …` from the URL's user and password, for stations that send none. Never recorded. */
  readonly authorization: string | null;
  /** PEM file; null for the system's authorities. */
  readonly caFile: string | null;
  /** What is shown to it; null for nothing. */
  readonly tls: UpstreamTlsConfig | null;
};

export type Route = {
  readonly match: string;
  readonly mode: RouteConfig["mode"];
  /** Null where nothing is translated. */
  readonly translate: TranslateConfig | null;
  /** Null: passwords are the CSMS's alone to check. */
  readonly auth: StationAuthConfig | null;
  readonly upstream: Upstream;
  /** What ocpptap itself shows it; null: nothing but what the URL has. */
  readonly credentials: CredentialsConfig | null;
  /** The part of a path that stands for `{station}`; null where the path does not match. */
  readonly tailOf: (path: string) => string | null;
  /** The target for the CSMS. `query` with its question mark. */
  readonly targetOf: (tail: string, query: string) => string;
  readonly backends: readonly BackendRoute[];
  /** Faults may be set on purpose for its stations. */
  readonly hasFaults: boolean;
  /** What operators may call; null: nothing. */
  readonly commands: CommandsConfig | null;
};

/** Another CSMS that sees the route's stations. */
export type BackendRoute = {
  readonly config: BackendConfig;
  readonly upstream: Upstream;
  readonly credentials: Route["credentials"];
  readonly targetOf: Route["targetOf"];
};

export type TranslatedRoute = Route & { readonly translate: TranslateConfig };

export type Routed = {
  readonly route: Route;
  readonly stationId: StationId;
  /** The `match` that the path has: links of one station are told apart by it. */
  readonly home: string;
  /** What stands for `{station}`, as received. */
  readonly tail: string;
  /** `route` is another than the path has. */
  readonly isOverridden: boolean;
  readonly upstreamTarget: string;
  /** The station's, with its question mark. */
  readonly query: string;
};

export type RouteConfigs = Pick<Config, "routes" | "upstream">;

const PLACE = "{station}";

/** `upstream` alone is a last route for every path. */
export function compileRoutes(config: RouteConfigs): readonly Route[] {
  const routes = config.routes.map((route) => compileRoute(route));
  if (config.upstream === undefined) return routes;
  return [
    ...routes,
    compileRoute({ match: `/${PLACE}`, upstream: config.upstream, mode: "transparent" }),
  ];
}

export function findRoute(routes: readonly Route[], target: string): Routed | null {
  const { path, query } = splitTarget(target);
  for (const route of routes) {
    const tail = route.tailOf(path);
    if (tail === null) continue;
    const upstreamTarget = route.targetOf(tail, query);
    const stationId = stationIdOf(tail);
    return {
      ...{ route, stationId, upstreamTarget, query },
      ...{ home: route.match, tail, isOverridden: false },
    };
  }
  return null;
}

/** All that may be dialled. */
export function upstreamsOf(routes: readonly Route[]): readonly Pick<Route, "upstream">[] {
  return routes.flatMap((route) => [route, ...route.backends]);
}

export function translatedRoutes(routes: readonly Route[]): readonly TranslatedRoute[] {
  return routes.flatMap((route) =>
    route.translate === null ? [] : [{ ...route, translate: route.translate }],
  );
}

/** To another CSMS, with the same authorities, certificate and passwords; its identity is appended to the URL's path. */
export function routeTo(url: string, like: Route): Route {
  const { caFile, tls } = like.upstream;
  return compileRoute({
    ...{ match: `/${PLACE}`, upstream: url, mode: like.mode },
    ...(caFile !== null && { upstreamCa: caFile }),
    ...(tls !== null && { upstreamTls: tls }),
    ...(like.auth !== null && { auth: like.auth }),
    backends: like.backends.map(({ config }) => config),
    faults: like.hasFaults,
    ...(like.commands !== null && { commands: like.commands }),
  });
}

/** URL dialled, without credentials. */
export function upstreamUrl(upstream: Upstream, target: string): string {
  return `${upstream.isTls ? "wss" : "ws"}://${upstream.hostHeader}${target}`;
}

/** Last segment with text, decoded where that is legal (OCPP-J 1.6 §3.1.1, 2.0.1 part 4 §3.1.1). */
export function stationIdOf(path: string): StationId {
  return parseStationId(decoded(textOf(path.split("/").findLast((part) => part !== "") ?? "")));
}

/** Path and query; a full URL in the request line (RFC 9112 §3.2.2) loses scheme and host. */
function splitTarget(target: string): { readonly path: string; readonly query: string } {
  const absolute = /^[a-z][a-z\d+.-]*:\/\/[^/?#]*/i.exec(target)?.[0] ?? "";
  const origin = target.slice(absolute.length);
  const mark = origin.indexOf("?");
  const path = mark < 0 ? origin : origin.slice(0, mark);
  return {
    path: path === "" && absolute !== "" ? "/" : path,
    query: mark < 0 ? "" : origin.slice(mark),
  };
}

function compileRoute(config: RouteConfig): Route {
  const [prefix = "/", suffix = ""] = latin1Of(config.match).split(PLACE);
  return {
    match: config.match,
    mode: config.mode,
    translate: config.translate ?? null,
    auth: config.auth ?? null,
    ...compileUpstream(config),
    credentials: config.translate?.credentials ?? null,
    tailOf: (path) => matchTail(path, prefix, suffix),
    backends: (config.backends ?? []).map(compileBackend),
    hasFaults: config.faults === true,
    commands: config.commands ?? null,
  };
}

function compileBackend(config: BackendConfig): BackendRoute {
  return { config, ...compileUpstream(config), credentials: config.credentials ?? null };
}

type UpstreamConfig = Pick<RouteConfig, "upstream" | "upstreamCa" | "upstreamTls">;

function compileUpstream(config: UpstreamConfig): Pick<Route, "upstream" | "targetOf"> {
  const url = parseUpstream(config.upstream);
  return {
    upstream: {
      ...url.upstream,
      ...{ caFile: config.upstreamCa ?? null, tls: config.upstreamTls ?? null },
    },
    targetOf(tail, query) {
      const isPlaced = url.path.includes(PLACE) || url.query.includes(PLACE);
      const path = isPlaced
        ? url.path.replaceAll(PLACE, () => tail) || "/"
        : `${url.path.replace(/\/$/, "")}/${tail}`;
      const own = url.query.replaceAll(PLACE, () => tail);
      if (own === "" || own === "?") return `${path}${query === "" ? own : query}`;
      return query.length > 1 ? `${path}${own}&${query.slice(1)}` : `${path}${own}`;
    },
  };
}

/**
 * Any number of slashes matches one of the prefix, except for its last: what follows that belongs
 * to the tail, so that `/ocpp//CP-1` goes on as `…//CP-1`.
 */
function matchTail(path: string, prefix: string, suffix: string): string | null {
  let at = 0;
  for (let index = 0; index < prefix.length; index += 1) {
    if (path[at] !== prefix[index]) return null;
    at += 1;
    if (prefix[index] !== "/" || index === prefix.length - 1) continue;
    while (path[at] === "/") at += 1;
  }
  const tail = path.slice(at);
  return tail.endsWith(suffix) ? tail.slice(0, tail.length - suffix.length) : null;
}

/** By hand, because `URL` would normalise the path. The schema has checked that it is a URL. */
function parseUpstream(text: string): {
  readonly upstream: Omit<Upstream, "caFile" | "tls">;
  readonly path: string;
  readonly query: string;
} {
  const [, scheme = "", authority = "", path = "", query = ""] =
    /^(wss?):\/\/([^/?#]*)([^?#]*)(\?[^#]*)?$/i.exec(text.trim()) ?? [];
  if (authority === "" || authority.includes(PLACE)) {
    const faults = `upstream must be ws[s]://HOST[:PORT][/PATH], with ${PLACE} not in the host`;
    throw new OperationalError("CONFIG_INVALID", { count: 1, faults });
  }
  const url = new URL(`${scheme}://${authority}/`);
  const isTls = url.protocol === "wss:";
  const host = url.hostname.replace(/^\[|\]$/g, "");
  return {
    upstream: {
      isTls,
      host,
      port: url.port === "" ? (isTls ? 443 : 80) : Number(url.port),
      hostHeader: isIP(host) === 6 && !url.host.startsWith("[") ? `[${host}]` : url.host,
      authorization: authorizationOf(url),
    },
    path: latin1Of(path),
    query: latin1Of(query),
  };
}

/** UTF-8 bytes, one character each. */
function latin1Of(text: string): string {
  return Buffer.from(text, "utf8").toString("latin1");
}
