import { expect, it } from "vitest";
import { apiRoutes, declaredOnly, type RouteDeps } from "../../src/console/routes.ts";
import { noStore } from "./served.ts";

const live = {
  serve: () => undefined,
  listeners: () => 0,
  skipped: () => 0,
  close: () => undefined,
};
const deps: RouteDeps = {
  reader: noStore,
  clock: { nowUs: () => 0 },
  retentionDays: 1,
  live,
  observe: () => undefined,
};

it("no two routes have the same path", () => {
  const paths = apiRoutes(deps).map(({ path }) => path);
  expect(new Set(paths).size).toBe(paths.length);
});

it("a handler can read no parameter that its route does not declare", () => {
  const route = apiRoutes(deps).find(({ path }) => path === "/api/links");
  if (route === undefined) throw new Error("no such route");
  const text = declaredOnly(route, () => "x");
  expect(text("station")).toBe("x");
  expect(() => text("q")).toThrow("/api/links declares the parameter q");
});

it("the rules are the catalogue's, each with an explanation and a remedy", async () => {
  const route = apiRoutes(deps).find(({ path }) => path === "/api/rules");
  if (route?.answer.kind !== "json") throw new Error("no such route");
  const request = { text: () => "", part: () => "", signal: new AbortController().signal };
  const { rules } = route.answer.schema.parse(await route.answer.handle(request)) as {
    rules: { remedy: string }[];
  };
  expect(rules.length).toBeGreaterThan(10);
  expect(rules.every(({ remedy }) => remedy !== "")).toBe(true);
});
