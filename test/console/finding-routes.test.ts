import { expect, it } from "vitest";
import { findingRoutes } from "../../src/console/finding-routes.ts";
import { idleDeps, nobody } from "./idle-deps.ts";

it("the rules are the catalogue's, each with an explanation and a remedy", async () => {
  const route = findingRoutes(idleDeps).find(({ path }) => path === "/api/rules");
  if (route?.answer.kind !== "json") throw new Error("no such route");
  const request = {
    text: () => "",
    part: () => "",
    signal: new AbortController().signal,
    ...nobody,
  };
  const { rules } = route.answer.schema.parse(await route.answer.handle(request)) as {
    rules: { remedy: string }[];
  };
  expect(rules.length).toBeGreaterThan(10);
  expect(rules.every(({ remedy }) => remedy !== "")).toBe(true);
});
