/**
 * Where a replay is played to. In: a URL and files, as typed. Out: what it takes to dial it. Throws
 * what the configuration would say to the same route, and `USAGE` for a CSMS that stations use:
 * what is played to it is told to it a second time, with money in it.
 */
import { systemClock } from "../../base/clock.ts";
import { OperationalError } from "../../base/errors.ts";
import { limits } from "../../base/limits.ts";
import { type Config, configSchema } from "../../config/schema.ts";
import type { AskDeps } from "../../relay/dial.ts";
import { type LegCredentials, readLegCredentials } from "../../relay/leg-credentials.ts";
import { createLookup } from "../../relay/resolver.ts";
import { compileRoutes, type TranslatedRoute, translatedRoutes } from "../../relay/route.ts";
import { openUpstreamTls } from "../../relay/upstream-tls.ts";
import { rehearsedTranslate } from "../settings.ts";

export type StagingRequest = {
  readonly upstream: string;
  /** Match of a route or shadow with translation options; "" for the usual ones. */
  readonly route: string;
  /** Of each station; null for the URL's own, or none. */
  readonly credentials: string | null;
  /** PEM file; null for the system's authorities. */
  readonly ca: string | null;
  readonly isOwnAllowed: boolean;
};

export type Staging = {
  readonly route: TranslatedRoute;
  readonly credentials: LegCredentials;
  readonly asking: AskDeps;
};

export async function openStaging(
  request: StagingRequest,
  config: Pick<Config, "routes" | "shadows" | "upstream" | "relay">,
): Promise<Staging> {
  const route = routeFor(request, config);
  const { host, port } = route.upstream;
  const isOwn = compileRoutes(config).some(
    ({ upstream }) => upstream.host === host && upstream.port === port,
  );
  if (isOwn && !request.isOwnAllowed) {
    const problem = `Stations are relayed to ${host}:${port}, which would be told their day once more; --own-csms allows it`;
    throw new OperationalError("USAGE", { problem });
  }
  const { secureContextOf } = await openUpstreamTls([route]);
  const lookup = createLookup(systemClock);
  const times = { dialMs: limits.playbackDialMs, keepAliveMs: config.relay.keepAliveMs };
  return {
    route,
    credentials: await readLegCredentials([route]),
    asking: { lookup, secureContextOf, ...times },
  };
}

function routeFor(
  { upstream, route: match, credentials, ca }: StagingRequest,
  config: Pick<Config, "routes" | "shadows">,
): TranslatedRoute {
  const translate = {
    ...rehearsedTranslate(config, match),
    credentials: credentials === null ? {} : { mode: "perStation", file: credentials },
  };
  const written = {
    ...{ match: "/{station}", upstream, mode: "translate", translate },
    ...(ca !== null && { upstreamCa: ca }),
  };
  const parsed = configSchema.shape.routes.safeParse([written]);
  const [fault] = parsed.error?.issues ?? [];
  if (fault !== undefined) {
    throw new OperationalError("USAGE", {
      problem: `${fault.path.slice(1).join(".")}: ${fault.message}`,
    });
  }
  const routes = compileRoutes({ routes: parsed.data ?? [], upstream: undefined });
  const [route] = translatedRoutes(routes);
  if (route === undefined) throw new OperationalError("USAGE", { problem: "There is no route" });
  return route;
}
