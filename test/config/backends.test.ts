import { expect, it } from "vitest";
import { relations } from "../../src/config/relations.ts";
import { configSchema } from "../../src/config/schema.ts";

const upstream = "ws://energy.example";

function problemOf(route: object): string {
  const config = configSchema.parse({
    routes: [{ match: "/{station}", upstream: "ws://csms.example", ...route }],
  });
  const told = relations.map((relation) => relation.problem(config));
  return told.filter((problem) => problem !== null).join();
}

it("a name and a URL are enough: it sees all, and may call nothing", () => {
  const backends = [{ name: "energy", upstream }];
  const [route] = configSchema.parse({
    routes: [{ match: "/{station}", upstream: "ws://csms.example", backends }],
  }).routes;
  expect(route?.backends).toEqual([{ ...backends[0], actions: [], pingMs: 30_000 }]);
  expect(problemOf({ backends })).toBe("");
});

it("says what is wrong with back-ends", () => {
  const one = { name: "energy", upstream };
  expect(problemOf({ backends: [one, { ...one, name: "other" }] })).toBe("");
  expect(problemOf({ backends: [one, one] })).toBe(
    "[0] (/{station}) has two backends with the name energy",
  );
  expect(problemOf({ backends: [{ ...one, credentials: { mode: "static" } }] })).toBe(
    "[0] (/{station}) backend energy has credentials static, which need a `password`",
  );
  expect(problemOf({ backends: [{ ...one, upstreamTls: { key: "a.pem" } }] })).toBe(
    "[0] (/{station}) backend energy has an upstreamTls.key without its certificate",
  );
  const translate = { station: "1.6", csms: "2.0.1" };
  expect(problemOf({ mode: "translate", translate, backends: [one] })).toContain(
    "only routes with mode: transparent",
  );
});
