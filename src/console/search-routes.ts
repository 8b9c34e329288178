/** The routes about a search as a whole: its facets, its histogram, and its language. */
import { limits } from "../base/limits.ts";
import { readFacets } from "../query/facets.ts";
import { fieldNames, fields, languageRules, payloadField } from "../query/fields.ts";
import { readHistogram } from "../query/histogram.ts";
import { invalidRequest, type ParameterTexts, timesOf } from "./requests.ts";
import { asker, json, type Route, type RouteDeps } from "./route.ts";
import type { FacetsAnswer, HistogramAnswer, SearchFieldsAnswer } from "./search-contract.ts";
import * as schemas from "./search-schemas.ts";

export function searchRoutes(deps: RouteDeps): readonly Route[] {
  const asking = asker(deps);
  return [
    json("/api/facets", {
      summary: "The most frequent stations, actions, types and findings of what a query finds.",
      parameters: ["q", "from", "to"],
      schema: schemas.facetsSchema,
      handle: async (request) =>
        (await readFacets(
          { q: request.text("q"), ...timesOf(request.text, deps.clock) },
          asking(request),
        )) satisfies FacetsAnswer,
    }),
    json("/api/histogram", {
      summary: "How many messages a query finds, bar by bar through time.",
      parameters: ["q", "from", "to", "buckets"],
      schema: schemas.histogramSchema,
      handle: async (request) =>
        (await readHistogram(
          {
            q: request.text("q"),
            ...timesOf(request.text, deps.clock),
            buckets: bucketsOf(request.text),
          },
          asking(request),
        )) satisfies HistogramAnswer,
    }),
    json("/api/search/fields", {
      summary: "The fields of the search language, for completion.",
      parameters: [],
      schema: schemas.searchFieldsSchema,
      handle: async () => searchFields() satisfies SearchFieldsAnswer,
    }),
  ];
}

const BUCKETS_DEFAULT = 60;

function bucketsOf(text: ParameterTexts): number {
  const written = text("buckets");
  if (written === "") return BUCKETS_DEFAULT;
  const buckets = /^\d{1,9}$/.test(written) ? Number(written) : 0;
  if (buckets >= 1 && buckets <= limits.histogramBucketsMax) return buckets;
  throw invalidRequest(
    "buckets is not a number of bars that a histogram can have",
    `Give a whole number from 1 to ${limits.histogramBucketsMax}.`,
  );
}

/** The same table that the parser reads. */
function searchFields(): SearchFieldsAnswer {
  const columns = fieldNames.map((name) => {
    const field = fields[name];
    const values = field.kind === "choice" ? [...field.values] : [];
    return { name, description: field.description, examples: [...field.examples], values };
  });
  const { name, description, examples } = payloadField;
  return {
    fields: [...columns, { name, description, examples: [...examples], values: [] }],
    rules: [...languageRules],
  };
}
