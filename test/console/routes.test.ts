import { expect, it } from "vitest";
import type { RouteDeps } from "../../src/console/route.ts";
import { apiRoutes } from "../../src/console/routes.ts";
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
