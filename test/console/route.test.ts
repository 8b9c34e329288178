import { expect, it } from "vitest";
import { z } from "zod";
import { asker, declaredOnly, json } from "../../src/console/route.ts";
import { idleDeps, nobody } from "./idle-deps.ts";

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
  const { signal } = new AbortController();
  expect(asker(idleDeps)({ text: () => "", part: () => "", signal, ...nobody }).signal).toBe(
    signal,
  );
});
