import { expect, it } from "vitest";
import { readinessRoutes } from "../../src/console/readiness-routes.ts";
import { readinessSchema } from "../../src/console/readiness-schemas.ts";
import type { RouteDeps } from "../../src/console/route.ts";
import { summaryOf } from "../../src/rehearse/summary.ts";
import { reportOf, setKey, transfer } from "../rehearse/told.ts";
import { idleDeps, nobody } from "./idle-deps.ts";

const asked: unknown[] = [];
const deps: RouteDeps = {
  ...idleDeps,
  readerOf: () => ({
    query: (_statement, params) => {
      asked.push(params);
      return Promise.resolve([]);
    },
  }),
};

it("of no stations the answer is empty, as its schema says, and no page is without a bound", async () => {
  const [route] = readinessRoutes(deps);
  if (route?.answer.kind !== "json") throw new Error("it answers JSON");
  const given: Record<string, string> = { limit: "1000", cursor: "CP-1" };
  const request = {
    text: (name: string) => given[name] ?? "",
    part: () => "",
    signal: new AbortController().signal,
    ...nobody,
  };
  const answer = await route.answer.handle(request);
  expect(readinessSchema.parse(answer)).toMatchObject({ stations: [], next: null });
  expect(asked).toMatchObject([{ after: "CP-1", limit: 51 }]);
});

it("a full report is as the schema says", () => {
  const rules = [{ rule: "clock-skew", findings: 1, sentence: "Late.", message: null }];
  const stations = [reportOf({ transfers: [transfer()], sets: [setKey()], rules })];
  const answer = { stations, summary: summaryOf(stations), next: null };
  expect(readinessSchema.parse(answer)).toEqual(answer);
});
