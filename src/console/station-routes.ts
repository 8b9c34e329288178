/** The routes about one station over time: its timeline, configuration and boots. */
import { readBoots } from "../query/boots.ts";
import { readConfiguration } from "../query/configuration.ts";
import { readTimeline } from "../query/timeline.ts";
import { limitOf, timesOf } from "./requests.ts";
import { asker, json, type Route, type RouteDeps } from "./route.ts";
import type { BootsAnswer, ConfigurationAnswer, TimelineAnswer } from "./station-contract.ts";
import * as schemas from "./station-schemas.ts";

/** Of a station without a record all are empty; /api/stations/{id} says that there is none. */
export function stationRoutes(deps: RouteDeps): readonly Route[] {
  const asking = asker(deps);
  return [
    json("/api/stations/{id}/timeline", {
      summary:
        "How the connectors' states changed, which transactions ran and which links were up; " +
        "of the last day where no time is given.",
      parameters: ["from", "to"],
      schema: schemas.timelineSchema,
      handle: async (request) =>
        (await readTimeline(
          { station: request.part("id"), ...timesOf(request.text, deps.clock) },
          asking(request),
        )) satisfies TimelineAnswer,
    }),
    json("/api/stations/{id}/configuration", {
      summary: "The settings that the station reported or accepted, as last seen.",
      parameters: [],
      schema: schemas.configurationSchema,
      handle: async (request) =>
        (await readConfiguration(
          request.part("id"),
          asking(request),
        )) satisfies ConfigurationAnswer,
    }),
    json("/api/stations/{id}/boots", {
      summary: "The station's boots, newest first, with the CSMS's answers.",
      parameters: ["from", "to", "limit"],
      schema: schemas.bootsSchema,
      handle: async (request) =>
        (await readBoots(
          {
            station: request.part("id"),
            ...timesOf(request.text, deps.clock),
            limit: limitOf(request.text),
          },
          asking(request),
        )) satisfies BootsAnswer,
    }),
  ];
}
