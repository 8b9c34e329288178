import { expect, it } from "vitest";
import { apiRoutes } from "../../src/console/routes.ts";
import { idleDeps } from "./idle-deps.ts";

it("no two routes have the same path", () => {
  const paths = apiRoutes(idleDeps).map(({ path }) => path);
  expect(new Set(paths).size).toBe(paths.length);
});
