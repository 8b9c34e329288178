/**
 * Overrides applied: where a request's path leads → where its station is relayed to. In: what was
 * routed by the path. Out: the same, or with another route. Promised: it is looked up in memory; an
 * override that cannot be followed is told, and the path's own route is taken.
 */
import { problemOf } from "../base/errors.ts";
import { limits } from "../base/limits.ts";
import { type Override, overrideText } from "../config/override.ts";
import type { Observe } from "../observe/events.ts";
import { compileRoutes, type Route, type Routed } from "./route.ts";

export type Overrides = {
  /** Null: the path decides. */
  readonly of: (stationId: string) => Override | null;
};

export const NO_OVERRIDES: Overrides = { of: () => null };

export type Reroute = (routed: Routed | null) => Routed | null;

export function createReroute(
  routes: readonly Route[],
  overrides: Overrides,
  observe: Observe,
): Reroute {
  /** Of overrides by URL; they are few, and come again. */
  const byUrl = new Map<string, Route>();

  function routeOf(override: Override): Route | null {
    if ("route" in override) return routes.find(({ match }) => match === override.route) ?? null;
    const known = byUrl.get(override.upstream);
    if (known !== undefined) return known;
    const [route] = compileRoutes({ routes: [], upstream: override.upstream });
    if (byUrl.size >= limits.overriddenRoutesMax) byUrl.clear();
    if (route !== undefined) byUrl.set(override.upstream, route);
    return route ?? null;
  }

  function follow(routed: Routed, override: Override): Routed {
    const { stationId, tail, query, home } = routed;
    const told = { stationId, override: overrideText(override) };
    try {
      const found = routeOf(override);
      if (found === null) {
        const problem = "no such route is configured here";
        observe({ name: "overrideUnusable", ...told, problem });
        return routed;
      }
      const isListed = "route" in override;
      const route = isListed ? found : { ...found, match: home };
      if (isListed && route.match === home) return routed;
      observe({ name: "overrideFollowed", ...told });
      const upstreamTarget = route.targetOf(tail, query);
      return { ...routed, route, upstreamTarget, isOverridden: true };
    } catch (thrown) {
      observe({ name: "overrideUnusable", ...told, problem: problemOf(thrown) });
      return routed;
    }
  }

  return (routed) => {
    if (routed === null) return null;
    const override = overrides.of(routed.stationId);
    return override === null ? routed : follow(routed, override);
  };
}
