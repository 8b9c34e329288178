/** Route overrides in words, and what a person chose as the API takes it. */
import type { OverrideTarget } from "../../console/override-contract.ts";
import type { RouteState } from "../../console/system-contract.ts";

export function targetText(target: OverrideTarget): string {
  return "route" in target ? `route ${target.route}` : target.upstream;
}

/** A choice of the form: a configured route, or a URL that is typed. */
export const BY_URL = "";

export function targetOf(choice: string, url: string): OverrideTarget {
  return choice === BY_URL ? { upstream: url.trim() } : { route: choice };
}

export function routeText({ match, upstream, translates }: RouteState): string {
  const how = translates === null ? "" : `, ${translates.station} to ${translates.csms}`;
  return `${match} → ${upstream}${how}`;
}
