import { expect, it } from "vitest";
import type { RouteDeps } from "../../src/console/route.ts";
import { stationRoutes } from "../../src/console/station-routes.ts";
import { idleDeps, nobody } from "./idle-deps.ts";

const deps: RouteDeps = {
  ...idleDeps,
  readerOf: () => ({ query: () => Promise.resolve([]) }),
  clock: { nowUs: () => 86_400_000_000 * 2 },
};

it("of a station without a record each answer is empty, and as its schema says", async () => {
  const request = {
    text: () => "",
    part: () => "CP-1",
    signal: new AbortController().signal,
    ...nobody,
  };
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
