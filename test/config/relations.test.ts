import { expect, it } from "vitest";
import { isLoopback, relations } from "../../src/config/relations.ts";
import { configSchema } from "../../src/config/schema.ts";

it("all hold for the defaults", () => {
  const config = configSchema.parse({});
  expect(relations.map((relation) => relation.problem(config))).toEqual(relations.map(() => null));
});

it("knows loopback from the rest of the world", () => {
  for (const host of ["127.0.0.1", "127.1.2.3", "::1", "localhost"]) {
    expect(isLoopback(host), host).toBe(true);
  }
  for (const host of ["0.0.0.0", "::", "10.0.0.1", "127.0.0.1.example", "example"]) {
    expect(isLoopback(host), host).toBe(false);
  }
});

it("says what is wrong with a shadow", () => {
  const problemOf = (translate: object) => {
    const shadow = { match: "/{station}", upstream: "ws://other.example", translate };
    const config = configSchema.parse({ shadows: [shadow] });
    const told = relations.map((relation) => relation.problem(config));
    return told.filter((problem) => problem !== null).join();
  };
  const versions = { station: "1.6", csms: "2.0.1" };
  expect(problemOf(versions)).toBe("");
  expect(problemOf({ station: "2.0.1", csms: "1.6" })).toBe(
    "[0] (/{station}) shadows 2.0.1 on 1.6: only stations of 1.6 on a CSMS of 2.0.1 have shadows",
  );
  expect(problemOf({ ...versions, credentials: { mode: "perStation" } })).toBe(
    "[0] (/{station}) has credentials perStation, which need their `file`",
  );
  const credentials = { mode: "static", user: "u", password: "p" };
  expect(problemOf({ ...versions, credentials })).toBe("");
});
