import { expect, it } from "vitest";
import { z } from "zod";
import { asker, declaredOnly, json, type RouteDeps } from "../../src/console/route.ts";
import { noStore } from "./served.ts";

const route = json("/api/x", {
  summary: "",
  parameters: ["station"],
  schema: z.strictObject({}),
  handle: async () => ({}),
});

it("a handler can read no parameter that its route does not declare", () => {
  const text = declaredOnly(route, () => "x");
  expect(text("station")).toBe("x");
  expect(() => text("q")).toThrow("/api/x declares the parameter q");
});

it("the asker's signal goes with the question", () => {
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
  const { signal } = new AbortController();
  expect(asker(deps)({ text: () => "", part: () => "", signal }).signal).toBe(signal);
});
