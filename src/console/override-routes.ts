/** The routes about route overrides: the only ones that change something. */
import type { KeptOverride } from "../config/override.ts";
import { redactUrls } from "../config/redact.ts";
import type { OverridesAnswer, StationOverride } from "./override-contract.ts";
import { overrideBodySchema, overridesSchema, stationOverrideSchema } from "./override-schemas.ts";
import { limitOf } from "./requests.ts";
import { type ApiRequest, json, type Route, type RouteDeps } from "./route.ts";

const PATH = "/api/overrides/{station}";

export function overrideRoutes({ overrides }: RouteDeps): readonly Route[] {
  const set = async (request: ApiRequest, body: unknown) => {
    const stationId = request.part("station");
    const how = { isNow: request.isSaid("now"), from: request.from };
    return answerOf(stationId, await overrides.set(stationId, body, how));
  };
  return [
    json("/api/overrides", {
      summary: "Stations that are relayed elsewhere than their path leads.",
      parameters: ["limit"],
      schema: overridesSchema,
      handle: async (request) => {
        const all = [...overrides.all()].toSorted(([one], [other]) => (one < other ? -1 : 1));
        const some = all.slice(0, limitOf(request.text));
        const listed = some.map(([stationId, kept]) => answerOf(stationId, kept));
        return { overrides: listed, total: all.length } satisfies OverridesAnswer;
      },
    }),
    json(PATH, {
      summary: "Where a station is relayed to instead of where its path leads, if anywhere.",
      parameters: [],
      schema: stationOverrideSchema,
      handle: async (request) => {
        const stationId = request.part("station");
        return answerOf(stationId, overrides.of(stationId)) satisfies StationOverride;
      },
    }),
    {
      path: PATH,
      summary:
        "Relays a station elsewhere, from its next connect on; with `now` its open link is closed, so that it connects anew.",
      parameters: ["now"],
      answer: {
        kind: "put",
        bodySchema: overrideBodySchema,
        schema: stationOverrideSchema,
        handle: (body, request) => set(request, body),
      },
    },
    {
      path: PATH,
      summary: "Relays a station where its path leads, from its next connect on, or `now`.",
      parameters: ["now"],
      answer: {
        kind: "delete",
        schema: stationOverrideSchema,
        handle: (request) => set(request, null),
      },
    },
  ];
}

function answerOf(stationId: string, kept: KeptOverride | null): StationOverride {
  if (kept === null) return { stationId, override: null, setAt: null, setBy: null };
  const { override, setAt, setBy } = kept;
  const shown = "route" in override ? override : { upstream: redactUrls(override.upstream) };
  return { stationId, override: shown, setAt, setBy };
}
