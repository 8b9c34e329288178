import { expect, it } from "vitest";
import { BY_URL, routeText, targetOf, targetText } from "../../../src/ui/lib/override.ts";

it("a choice becomes what the API takes, and is told in words", () => {
  expect(targetOf("/a/{station}", "ignored")).toEqual({ route: "/a/{station}" });
  expect(targetOf(BY_URL, " wss://x ")).toEqual({ upstream: "wss://x" });
  expect(targetText({ route: "/a/{station}" })).toBe("route /a/{station}");
  expect(targetText({ upstream: "wss://x" })).toBe("wss://x");
});

it("a route says where it leads, and what it translates", () => {
  const route = { match: "/a", upstream: "wss://x", mode: "translate", backends: [] };
  expect(routeText({ ...route, translates: null })).toBe("/a → wss://x");
  const translates = { station: "1.6", csms: "2.0.1" };
  expect(routeText({ ...route, translates })).toBe("/a → wss://x, 1.6 to 2.0.1");
});
