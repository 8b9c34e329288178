import { expect, it } from "vitest";
import { overrideSchema, overrideText, parseKeptOverride } from "../../src/config/override.ts";

it("an override is a route or a URL, checked as in a route", () => {
  for (const good of [
    { route: "/a/{station}" },
    { upstream: "wss://u:p@csms.example/{station}" },
  ]) {
    expect(overrideSchema.parse(good)).toEqual(good);
  }
  const url = `ws://x/${"y".repeat(2_000)}`;
  for (const bad of [{}, { route: "a" }, { upstream: "http://x" }, { upstream: url }, null]) {
    expect(overrideSchema.safeParse(bad).success, JSON.stringify(bad)).toBe(false);
  }
});

it("is told without credentials", () => {
  expect(overrideText({ upstream: "wss://u:secret@x/y" })).toBe("wss://u:***@x/y");
  expect(overrideText({ route: "/a/{station}" })).toBe("route /a/{station}");
});

it("what was kept is read again, and nothing else", () => {
  const kept = { override: { route: "/a" }, setAt: "now", setBy: "me" };
  expect(parseKeptOverride(JSON.stringify(kept))).toEqual(kept);
  for (const text of ["", "null", "{}", '{"override":{"route":"/a"}}']) {
    expect(parseKeptOverride(text), text).toBeNull();
  }
});
