import { once } from "node:events";
import { expect, it } from "vitest";
import { configSchema } from "../../src/config/schema.ts";
import { readinessRoutes } from "../../src/console/readiness-routes.ts";
import { readinessSchema } from "../../src/console/readiness-schemas.ts";
import type { RouteDeps } from "../../src/console/route.ts";
import { summaryOf } from "../../src/rehearse/summary.ts";
import { reportOf, setKey, transfer } from "../rehearse/told.ts";
import { idleDeps, nobody } from "./idle-deps.ts";

const asked: unknown[] = [];
const translate = { station: "1.6", csms: "2.0.1" };
const shadow = { match: "/ocpp/{station}", upstream: "ws://new.example", translate };
const deps: RouteDeps = {
  ...idleDeps,
  rehearsed: () => ({
    ...configSchema.parse({ shadows: [shadow] }),
    consoleUrl: "https://tap.example/",
  }),
  readerOf: () => ({
    query: (_statement, params) => {
      asked.push(params);
      return Promise.resolve([]);
    },
  }),
};

const requestOf = (given: Record<string, string>) => ({
  text: (name: string) => given[name] ?? "",
  part: () => "",
  signal: new AbortController().signal,
  ...nobody,
});

function asJson(given: Record<string, string>): Promise<unknown> {
  const [route] = readinessRoutes(deps);
  if (route?.answer.kind !== "json") throw new Error("it answers JSON");
  return route.answer.handle(requestOf(given));
}

it("takes no route that does not translate, and says which do", async () => {
  await expect(asJson({ route: "/other" })).rejects.toMatchObject({
    ...{ code: "REQUEST_INVALID", remedy: "Those that do are /ocpp/{station}." },
  });
});

it("makes one page to mail at a time, and another when that is read or broken off", async () => {
  const [, route] = readinessRoutes(deps);
  if (route?.answer.kind !== "download") throw new Error("it is a download");
  const { handle } = route.answer;
  const { headers, body } = await handle(requestOf({}));
  expect(headers["content-type"]).toBe("text/html; charset=utf-8");
  await expect(handle(requestOf({}))).rejects.toMatchObject({ code: "REPORTS_FULL" });
  const page = (await body.toArray()).map(String).join("");
  expect(page).toMatch(/^<!doctype html>.*No station was seen.*<\/html>\n$/s);
  const broken = await handle(requestOf({}));
  broken.body.destroy();
  await once(broken.body, "close");
  const again = await handle(requestOf({}));
  await again.body.toArray();
});

it("of no stations the answer is empty, as its schema says, and no page is without a bound", async () => {
  asked.length = 0;
  const answer = await asJson({ limit: "1000", cursor: "CP-1", route: "/ocpp/{station}" });
  expect(readinessSchema.parse(answer)).toMatchObject({
    ...{ stations: [], next: null, routes: ["/ocpp/{station}"] },
  });
  expect(asked).toMatchObject([{ after: "CP-1", limit: 51 }]);
});

it("a full report is as the schema says", () => {
  const rules = [{ rule: "clock-skew", findings: 1, sentence: "Late.", message: null }];
  const stations = [reportOf({ transfers: [transfer()], sets: [setKey()], rules })];
  const answer = { stations, summary: summaryOf(stations), routes: [], next: null };
  expect(readinessSchema.parse(answer)).toEqual(answer);
});
