/** The route of the readiness report: some stations at a time, as each is translated for it. */
import { limits } from "../base/limits.ts";
import { readReadiness } from "../rehearse/readiness.ts";
import { plainSettings } from "../rehearse/settings.ts";
import { summaryOf } from "../rehearse/summary.ts";
import type { ReadinessAnswer } from "./readiness-contract.ts";
import { readinessSchema } from "./readiness-schemas.ts";
import { limitOf, timesOf } from "./requests.ts";
import { asker, json, type Route, type RouteDeps } from "./route.ts";

export function readinessRoutes(deps: RouteDeps): readonly Route[] {
  const asking = asker(deps);
  return [
    json("/api/readiness", {
      summary:
        "What would break if stations moved to a 2.0.1 CSMS: their recorded messages translated " +
        `with default options, by station id, at most ${limits.readinessPageMax} stations at a time.`,
      parameters: ["station", "from", "to", "limit", "cursor"],
      schema: readinessSchema,
      handle: async (request) => {
        const { text } = request;
        const limit = text("limit") === "" ? limits.readinessPageDefault : limitOf(text);
        const asked = {
          station: text("station"),
          ...timesOf(text, deps.clock),
          after: text("cursor"),
          limit: Math.min(limit, limits.readinessPageMax),
        };
        const { stations, next } = await readReadiness(asked, plainSettings, asking(request));
        return { stations, summary: summaryOf(stations), next } satisfies ReadinessAnswer;
      },
    }),
  ];
}
