import { expect, it } from "vitest";
import type { RouteDeps } from "../../src/console/route.ts";
import { stationRoutes } from "../../src/console/station-routes.ts";

const deps: RouteDeps = {
  reader: { query: () => Promise.resolve([]) },
  clock: { nowUs: () => 86_400_000_000 * 2 },
  retentionDays: 1,
  live: { serve: () => undefined, listeners: () => 0, skipped: () => 0, close: () => undefined },
  observe: () => undefined,
};

it("of a station without a record each answer is empty, and as its schema says", async () => {
  const request = { text: () => "", part: () => "CP-1", signal: new AbortController().signal };
  const answers = await Promise.all(
    stationRoutes(deps).map(({ path, answer }) => {
      if (answer.kind !== "json") throw new Error(`${path} answers no JSON`);
      return answer.handle(request).then((value) => answer.schema.parse(value));
    }),
  );
  expect(answers).toEqual([
    {
      ...{ from: "1970-01-02T00:00:00.000000Z", to: "1970-01-03T00:00:00.000000Z", isCut: false },
      ...{ connectors: [], transactions: [], links: [] },
    },
    { settings: [], isCut: false },
    { boots: [], isCut: false },
  ]);
});
