import { expect, it } from "vitest";
import { apiRoutes } from "../../src/console/routes.ts";
import { idleDeps } from "./idle-deps.ts";

it("no two routes have the same method and path", () => {
  const reads = ["json", "events", "download"];
  const calls = apiRoutes(idleDeps).map(
    ({ path, answer: { kind } }) => `${reads.includes(kind) ? "get" : kind} ${path}`,
  );
  expect(new Set(calls).size).toBe(calls.length);
});
