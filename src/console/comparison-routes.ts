/** The route that compares the CSMS of the stations with the one that a shadow rehearses. */
import { OperationalError } from "../base/errors.ts";
import { limits } from "../base/limits.ts";
import { type ComparisonRequest, compareCsmss } from "../query/comparison/comparison.ts";
import type { QueryDeps } from "../query/reader.ts";
import type { ComparisonAnswer } from "./comparison-contract.ts";
import { comparisonSchema } from "./comparison-schemas.ts";
import { timesOf } from "./requests.ts";
import { asker, json, type Route, type RouteDeps } from "./route.ts";

export function comparisonRoutes(deps: RouteDeps): readonly Route[] {
  const asking = asker(deps);
  let running = 0;

  /** Each holds a lot of the record in memory, and nobody needs many. */
  async function compare(request: ComparisonRequest, own: QueryDeps) {
    if (running >= limits.comparisonsAtOnce) {
      const details = { count: running, seconds: limits.busyRetrySeconds };
      throw new OperationalError("COMPARISONS_FULL", details);
    }
    running += 1;
    try {
      return await compareCsmss(request, own);
    } finally {
      running -= 1;
    }
  }

  return [
    json("/api/comparison", {
      summary:
        "What the CSMS of the stations answered against what a shadow's CSMS did (`leg:shadow`); " +
        "of the last day where no time is given. With `replay`, against what a replay's CSMS did.",
      parameters: ["station", "replay", "from", "to"],
      schema: comparisonSchema,
      handle: async (request) =>
        (await compare(
          {
            ...{ station: request.text("station"), replay: request.text("replay") },
            ...timesOf(request.text, deps.clock),
          },
          asking(request),
        )) satisfies ComparisonAnswer,
    }),
  ];
}
