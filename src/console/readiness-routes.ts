/** The routes of the readiness report: some stations at a time, and all as a page to mail. */
import { limits } from "../base/limits.ts";
import { readReadiness } from "../rehearse/readiness.ts";
import { type RehearsedRoutes, rehearsalMatches, rehearsalSettings } from "../rehearse/settings.ts";
import { summaryOf } from "../rehearse/summary.ts";
import type { Settings } from "../translate/settings.ts";
import type { ReadinessAnswer } from "./readiness-contract.ts";
import { CONTENT_TYPE, createReadinessDownload } from "./readiness-download.ts";
import { readinessSchema } from "./readiness-schemas.ts";
import { invalidRequest, limitOf, timesOf } from "./requests.ts";
import { type ApiRequest, asker, json, type Route, type RouteDeps } from "./route.ts";

export function readinessRoutes(deps: RouteDeps): readonly Route[] {
  const asking = asker(deps);
  const download = createReadinessDownload();
  const askedOf = ({ text }: ApiRequest) => ({
    request: { station: text("station"), ...timesOf(text, deps.clock) },
    settings: settingsOf(text("route"), deps.rehearsed()),
  });
  return [
    json("/api/readiness", {
      summary:
        "What would break if stations moved to a 2.0.1 CSMS: their recorded messages translated " +
        `with the options of a route, by station id, at most ${limits.readinessPageMax} stations at a time.`,
      parameters: ["station", "route", "from", "to", "limit", "cursor"],
      schema: readinessSchema,
      handle: async (request) => {
        const { text } = request;
        const limit = text("limit") === "" ? limits.readinessPageDefault : limitOf(text);
        const { request: asked, settings } = askedOf(request);
        const some = { after: text("cursor"), limit: Math.min(limit, limits.readinessPageMax) };
        const page = await readReadiness({ ...asked, ...some }, settings, asking(request));
        const { stations, next } = page;
        const routes = rehearsalMatches(deps.rehearsed());
        const summary = summaryOf(stations);
        return { stations, summary, routes, next } satisfies ReadinessAnswer;
      },
    }),
    {
      path: "/api/readiness/report",
      summary:
        "The same of all stations as one page of HTML that can be mailed, of at most " +
        `${limits.readinessDownloadStationsMax} stations. It takes as long as they take.`,
      parameters: ["station", "route", "from", "to"],
      answer: {
        kind: "download",
        contentTypes: [CONTENT_TYPE],
        handle: async (request) => {
          const consoleUrl = deps.rehearsed().consoleUrl.replace(/\/+$/, "");
          return download({ ...askedOf(request), consoleUrl, deps: asking(request) });
        },
      },
    },
  ];
}

function settingsOf(route: string, routes: RehearsedRoutes): Settings {
  const known = rehearsalMatches(routes);
  if (route === "" || known.includes(route)) return rehearsalSettings(routes, route);
  throw invalidRequest(
    `no route or shadow "${route}" translates 1.6 to 2.0.1`,
    known.length === 0 ? "Leave it out: none does." : `Those that do are ${known.join(", ")}.`,
  );
}
