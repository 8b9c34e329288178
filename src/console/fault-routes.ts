/** The routes about faults on purpose: what is set, and how an operator sets and removes it. */
import { isoFromUs } from "../base/clock.ts";
import { OperationalError } from "../base/errors.ts";
import { isStationsOwn } from "../base/ids.ts";
import { disturbanceText, type KeptDisturbance } from "../config/disturbance.ts";
import { readLinks } from "../query/links.ts";
import type { FaultState, FaultsAnswer } from "./fault-contract.ts";
import { faultBodySchema, faultStateSchema, faultsSchema } from "./fault-schemas.ts";
import { type ApiRequest, asker, json, type Route, type RouteDeps } from "./route.ts";

const PATH = "/api/faults/{name}";

/** The newest of a station, of which those on other legs tell nothing. */
const LINKS = 20;

export function faultRoutes(deps: RouteDeps): readonly Route[] {
  const { faults, clock } = deps;
  const asking = asker(deps);

  /** By which route a station came last, as the record has it. */
  const routeOf = (request: ApiRequest) => async (station: string) => {
    const page = { linkId: "", fromUs: null, toUs: null, limit: LINKS, cursor: "" };
    const { links } = await readLinks({ station, ...page }, asking(request));
    return links.find(({ leg }) => isStationsOwn(leg))?.route ?? null;
  };
  return [
    json("/api/faults", {
      summary: "Faults on purpose: what is done to messages of stations of a test bench.",
      parameters: [],
      schema: faultsSchema,
      handle: async () =>
        ({
          at: isoFromUs(clock.nowUs()),
          faults: faults.all().map(stateOf),
          routes: faults.routes(),
        }) satisfies FaultsAnswer,
    }),
    json(PATH, {
      summary: "One fault on purpose.",
      parameters: [],
      schema: faultStateSchema,
      handle: async (request) => found(request, faults.of(request.part("name"))),
    }),
    {
      path: PATH,
      summary:
        "Sets a fault on purpose, or another one under the same name; open links have it from their next message on.",
      parameters: [],
      answer: {
        kind: "put",
        bodySchema: faultBodySchema,
        schema: faultStateSchema,
        handle: async (body, request) => {
          const how = { from: request.from, routeOf: routeOf(request) };
          return stateOf(await faults.set(request.part("name"), body, how));
        },
      },
    },
    {
      path: PATH,
      summary: "Removes a fault on purpose; what it held goes on.",
      parameters: [],
      answer: {
        kind: "delete",
        schema: faultStateSchema,
        handle: async (request) =>
          found(request, await faults.remove(request.part("name"), request.from)),
      },
    },
  ];
}

function found(request: ApiRequest, kept: KeptDisturbance | null): FaultState {
  if (kept !== null) return stateOf(kept);
  throw new OperationalError("NOT_FOUND", {
    what: `fault on purpose ${request.part("name")}`,
    remedy: "It may have ended; GET /api/faults has those that are set.",
  });
}

function stateOf({ name, disturbance, setAt, setBy }: KeptDisturbance): FaultState {
  return { name, fault: disturbance, what: disturbanceText(disturbance), setAt, setBy };
}
