import { expect, it } from "vitest";
import type { RouteDeps } from "../../src/console/route.ts";
import { toolRoutes } from "../../src/console/tool-routes.ts";
import { noStore } from "./served.ts";

const deps: RouteDeps = {
  reader: noStore,
  clock: { nowUs: () => 0 },
  retentionDays: 1,
  live: { serve: () => undefined, listeners: () => 0, skipped: () => 0, close: () => undefined },
  observe: () => undefined,
};

it("answers what the standards say without asking the store", async () => {
  const route = toolRoutes(deps).find(({ path }) => path === "/api/reference");
  if (route?.answer.kind !== "json") throw new Error("no such route");
  const request = { text: () => "", part: () => "", signal: new AbortController().signal };
  const answer = route.answer.schema.parse(await route.answer.handle(request));
  expect(answer).toMatchObject({
    actions: expect.arrayContaining([expect.objectContaining({ action: "Heartbeat" })]),
  });
});
